SELECT period, batches, files, records_read, events_per_second FROM ingest_rate
