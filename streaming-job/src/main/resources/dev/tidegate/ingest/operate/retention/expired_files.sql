-- A page of the archived files that retention may remove. What has open dead letters is needed to settle them, and what is
-- in quarantine is still to be looked at.
SELECT ledger.*, encode(ledger.sha256, 'hex') AS sha256_hex
FROM ingested_files AS ledger
WHERE ledger.stream = ? AND ledger.file_id > ? AND ledger.archived_at < ? AND ledger.state = 'archived' AND ledger.replay_of IS NULL
  AND ledger.archive_path IS NOT NULL AND ledger.removed_at IS NULL
  AND NOT EXISTS (SELECT FROM ingested_files AS family JOIN rejected_events AS reject USING (file_id)
                  WHERE family.stream = ledger.stream AND family.path = ledger.path AND ledger.file_id IN (family.file_id, family.replay_of)
                    AND reject.resolved_at IS NULL)
ORDER BY ledger.file_id
LIMIT ?
