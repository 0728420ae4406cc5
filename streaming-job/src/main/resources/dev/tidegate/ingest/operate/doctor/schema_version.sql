SELECT max(schema_version) AS version, clock_timestamp() AS now FROM pipeline
