-- Each row is looked up by its key, whatever the planner knows of a table that was empty when the plan was made.
SET LOCAL enable_seqscan = off
