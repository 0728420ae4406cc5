-- Files, records, and those that are new or newer; what does not add up or was not moved makes them differ from what was delivered.
SELECT concat_ws(' ', count(*) FILTER (WHERE state = 'archived'), sum(records_read), sum(inserted), sum(updated))
FROM ingested_files
WHERE stream = 'bench_lines' AND records_read = inserted + updated + unchanged + stale + duplicate + filtered + rejected
