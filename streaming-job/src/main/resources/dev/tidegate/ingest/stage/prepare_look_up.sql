-- For this transaction: by the index, and not by reading the table from end to end for each row, which looks cheap where the planner
-- knows the table to be empty, and is not while a merge fills it.
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
SET LOCAL synchronize_seqscans = off
