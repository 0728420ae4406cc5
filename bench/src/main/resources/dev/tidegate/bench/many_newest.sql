-- Of the days of what was loaded: rows, files that are not archived, and where the aggregates differ from a recount.
SELECT format('rows=%s not_archived=%s differences=%s',
              (SELECT count(*) FROM raw_events WHERE event_timestamp >= '2026-01-01Z'),
              (SELECT count(*) FROM ingested_files WHERE state <> 'archived'),
              (SELECT count(*) FROM aggregate_differences('2026-01-01', 'infinity')))
