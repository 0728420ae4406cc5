TRUNCATE bench.lines, bare.lines
