-- Of some pages of the table.
SELECT count(*) AS tombstones FROM {table} WHERE ctid >= ?::tid AND ctid < ?::tid AND deleted_at < ?
