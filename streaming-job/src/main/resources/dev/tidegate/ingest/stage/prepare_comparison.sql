-- For the rest of this transaction: two staging tables are each read once.
SET LOCAL enable_seqscan = on;
SET LOCAL enable_nestloop = off;
SET LOCAL work_mem = '64MB'
