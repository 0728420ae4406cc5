-- Whether the ledger of a stream has a file that was seen in it, with the bytes that it had then.
SELECT EXISTS (
    SELECT FROM ingested_files
    WHERE stream = ? AND file_id = ? AND (?::text IS NULL OR sha256 IS NULL OR encode(sha256, 'hex') = ?)) AS has
