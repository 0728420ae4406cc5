package dev.tidegate.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Rows a second into the table of a declared stream, twelve columns with a text as key, by the job and by the bare recipe:
 * rows that are all new, and then as many of which one in fifty is a newer version of a known one.
 */
final class StreamThroughput {

    private static final int KNOWN_ONE_IN = 50;
    private static final String NEW = "new";
    private static final String KNOWN = "one known in fifty";
    private static final String BARE = "COPY + upsert";
    private static final String JOB = "Tidegate";

    private final Run run;
    private final int rows;
    private final int filesAtOnce;
    private final Path declaration;
    private final List<Path> fresh;
    private final List<Path> known;
    private final int repeated;
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();

    StreamThroughput(Run run, int files, int rows, int filesAtOnce) throws IOException, SQLException {
        this.run = run;
        this.rows = rows;
        this.filesAtOnce = filesAtOnce;
        Path folder = run.newFolder("lines");
        declaration = folder.resolve("stream.yaml");
        try (InputStream in = StreamThroughput.class.getResourceAsStream("stream.yaml")) {
            Files.copy(in, declaration);
        }
        LineFiles lines = new LineFiles(rows);
        fresh = lines.write(folder, files, rows, 1, 0);
        known = lines.write(folder, files, rows, 2, KNOWN_ONE_IN);
        repeated = lines.repeated();
        run.database().makeTable(declaration);
        run.database().execute(BenchDatabase.sql("stream_bare_table.sql"));
    }

    /** Runs rounds, of which the first ones only warm up, and reports. */
    void measure(int warmUpRounds, int rounds) throws Exception {
        for (int round = 1 - warmUpRounds; round <= rounds; round++) {
            run.database().empty();
            run.database().execute(BenchDatabase.sql("stream_empty.sql"));
            bare(round, NEW, fresh);
            bare(round, KNOWN, known);
            TidegateJob job = run.job();
            job(round, NEW, job, fresh);
            job(round, KNOWN, job, known);
            check();
        }
        report();
    }

    private void bare(int round, String load, List<Path> files) throws Exception {
        run.database().checkpoint();
        long begin = System.nanoTime();
        try (Connection connection = run.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(BenchDatabase.sql("stream_bare_stage.sql"));
            connection.setAutoCommit(false);
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (int from = 0; from < files.size(); from += filesAtOnce) {
                for (Path file : files.subList(from, Math.min(from + filesAtOnce, files.size()))) {
                    try (InputStream in = Files.newInputStream(file)) {
                        copy.copyIn("COPY staged FROM STDIN (FORMAT csv, HEADER)", in, 1 << 16);
                    }
                }
                BareCopy.upsert(connection, BenchDatabase.sql("stream_bare_upsert.sql"), from);
                connection.commit();
            }
        }
        took(round, BARE, load, begin, "");
    }

    private void job(int round, String load, TidegateJob job, List<Path> files) throws Exception {
        Path input = Files.createDirectories(job.input().resolve("bench_lines"));
        for (Path file : files) {
            Files.createLink(input.resolve(file.getFileName()), file);
        }
        run.database().checkpoint();
        long begin = System.nanoTime();
        job.run("--once", "--stream", declaration.toString(), "--max-files-per-trigger", Integer.toString(filesAtOnce));
        took(
                round,
                JOB,
                load,
                begin,
                " (ms of a micro-batch: %s)".formatted(run.database().batchParts()));
    }

    private void took(int round, String way, String load, long begin, String more) {
        double rate = (double) fresh.size() * rows / ((System.nanoTime() - begin) / 1e9);
        Report.say("%-8s %-14s %-20s %,9.0f rows/s%s"
                .formatted(round < 1 ? "warm-up" : "round " + round, way, load, rate, more));
        if (round >= 1) {
            rates.computeIfAbsent(way + ", " + load, key -> new ArrayList<>()).add(rate);
        }
    }

    private void check() throws IOException, SQLException {
        String bare = run.database().line("bare", "stream_content.sql");
        String job = run.database().line("bench", "stream_content.sql");
        if (!bare.equals(job)) {
            throw new CheckFailedException(
                    "Two ways have loaded different rows from the same files: %s and %s".formatted(bare, job));
        }
        long read = 2L * fresh.size() * rows;
        String expected = "%d %d %d %d".formatted(fresh.size() + known.size(), read, read - repeated, repeated);
        String ledger = run.database().line("public", "stream_ledger.sql");
        if (!ledger.equals(expected)) {
            throw new CheckFailedException("Check failed: files, records read, inserted and updated are %s, expected %s"
                    .formatted(ledger, expected));
        }
        Report.say("checked: %,d rows of both ways are the same, the seven counts add up".formatted(read - repeated));
    }

    private void report() throws IOException {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("way", "rows_per_s", "lowest", "highest"));
        rates.forEach((title, all) -> table.add(List.of(
                title.replace(",", ":"),
                "%.0f".formatted(Figures.median(all)),
                "%.0f".formatted(Figures.percentile(all, 0)),
                "%.0f".formatted(Figures.percentile(all, 100)))));
        run.report().table("throughput-stream", table);
        Report.say("stream_vs_bare_new=%.2f".formatted(ratio(NEW)));
        Report.say("stream_vs_bare_known=%.2f".formatted(ratio(KNOWN)));
    }

    private double ratio(String load) {
        return Figures.median(rates.get(JOB + ", " + load)) / Figures.median(rates.get(BARE + ", " + load));
    }
}
