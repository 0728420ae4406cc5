-- Plans anew: one made for fifteen rows sorts a million instead of hashing them. And never by reading raw_events from end to
-- end for each event, which looks cheap while the table is small and is not while the merge fills it: the events are
-- looked up in the order of the key, so one page of the index after the other, and each is in memory when it is needed.
DISCARD PLANS;
SET LOCAL random_page_cost = 0.1;
-- What lies in the order of the key is read from its begin.
SET LOCAL synchronize_seqscans = off;
-- The sort of half a million events stays in memory.
SELECT set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')), pg_size_bytes('128MB')) / 1024 || 'kB', true)
