SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS leftover
FROM information_schema.tables
WHERE table_schema = 'tidegate_staging'
