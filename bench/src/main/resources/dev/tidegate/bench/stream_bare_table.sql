-- The same table once more, with its columns, key, index and fillfactor, for the bare recipe.
CREATE TABLE bare.lines (LIKE bench.lines INCLUDING ALL);
ALTER TABLE bare.lines OWNER TO tidegate_job;
