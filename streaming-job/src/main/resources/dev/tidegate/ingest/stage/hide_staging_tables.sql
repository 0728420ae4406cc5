-- Who drops the tables while a session that shows them ends would run into its locks.
DROP VIEW staged_events, staged_rejects, staged_known
