-- Lets a session see the rows of the winning attempts under the names of the tables of a session.
-- How many rows there are is what matters: a hundredth of the usual sample tells it in a hundredth of the time.
SET default_statistics_target = 1;
ANALYZE {events} (_tg_attempt, _tg_file_no, {analyzed});
ANALYZE {known};
CREATE TEMP VIEW staged_events AS SELECT * FROM {events} WHERE _tg_attempt = ANY (ARRAY[{winners}]::bigint[]);
CREATE TEMP VIEW staged_rejects AS SELECT * FROM {rejects} WHERE _tg_attempt = ANY (ARRAY[{winners}]::bigint[]);
CREATE TEMP VIEW staged_known AS
    SELECT staged.*, known._tg_found FROM {known} AS known JOIN {events} AS staged ON staged.ctid = known._tg_staged
    WHERE staged._tg_attempt = ANY (ARRAY[{winners}]::bigint[])
