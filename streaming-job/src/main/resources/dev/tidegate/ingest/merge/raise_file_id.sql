-- After a restore of the database the archive knows higher ids than the counter.
UPDATE pipeline SET last_file_id = greatest(last_file_id, ?) WHERE name = ? AND epoch = ?
