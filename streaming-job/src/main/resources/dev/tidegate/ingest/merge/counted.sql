won AS (
    SELECT _tg_file_no AS file_no, count(*) AS records, count(*) FILTER (WHERE _tg_verdict = 'unchanged') AS unchanged,
           count(*) FILTER (WHERE _tg_verdict = 'stale') AS stale
    FROM judged GROUP BY _tg_file_no
), updated AS (
    SELECT source_file_id, count(*) AS records FROM newer GROUP BY source_file_id
)
