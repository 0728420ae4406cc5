-- The planner takes a staging table of the session for nearly empty that it was never told about.
ANALYZE staged_events (_tg_file_no, {analyzed})
