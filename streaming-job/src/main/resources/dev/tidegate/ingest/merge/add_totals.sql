UPDATE pipeline
SET last_batch = ?,
    last_file_id = ?,
    files = files + ?,
    records_read = records_read + ?,
    inserted = inserted + ?,
    updated = updated + ?,
    unchanged = unchanged + ?,
    stale = stale + ?,
    duplicate = duplicate + ?,
    filtered = filtered + ?,
    rejected = rejected + ?
WHERE stream = ?
