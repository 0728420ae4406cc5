-- How many events and dead letters of the files to be loaded are staged.
SELECT (SELECT count(*) FROM staged_events JOIN staged_files USING (file_no) WHERE state = 'loaded') AS events,
       (SELECT count(*) FROM staged_rejects JOIN staged_files USING (file_no) WHERE state = 'loaded') AS rejects
