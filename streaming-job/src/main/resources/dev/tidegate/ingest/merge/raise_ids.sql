-- After a restore the archive knows higher ids than the sequence.
SELECT raise_ids(?) AS raised
