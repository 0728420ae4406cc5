COPY {events} ({lineage}, {columns})
FROM STDIN (FORMAT binary)
