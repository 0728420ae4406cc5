package dev.tidegate.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.operate.TidegateCommand;
import dev.tidegate.ingest.table.TableDdl;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random declarations and random histories, two streams at a time: whatever is declared, delivered and damaged, in whatever
 * order, and whatever dies in between, table, seven counts and rejects are what a truth in plain Java says.
 * {@code tidegate.fuzz.histories}, {@code .steps} and {@code .seed} set the run.
 */
@Tag("fuzz")
class StreamHistoriesIT {

    private static final int HISTORIES = Integer.getInteger("tidegate.fuzz.histories", 3);
    private static final int STEPS = Integer.getInteger("tidegate.fuzz.steps", 4);
    private static final long A_YEAR_IN_MILLIS = 31_536_000_000L;

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @TempDir
    private Path declarations;

    private Random random;
    private int delivered;

    /** How often each count of the ledger was met, and how much was compared besides. */
    private final Map<String, Long> met = new TreeMap<>();

    @Test
    void tableCountsAndRejectsOfAnyStreamAreWhatTheTruthSays() throws Exception {
        long first = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        pipeline.execute("CREATE SCHEMA proof");
        for (int history = 0; history < HISTORIES; history++) {
            long seed = first + history;
            System.out.println("StreamHistoriesIT -Dtidegate.fuzz.histories=1 -Dtidegate.fuzz.seed=" + seed);
            random = new Random(seed);
            List<History> streams = List.of(declare("a" + history), declare("b" + history));
            for (int step = 0; step < STEPS; step++) {
                for (History stream : streams) {
                    deliver(stream);
                }
                run(streams, step + 1 == STEPS);
                for (History stream : streams) {
                    check(stream, "step %d of seed %d".formatted(step, seed));
                    strike(stream);
                }
            }
            run(streams, true);
            for (History stream : streams) {
                assertThat(tidegate("verify", "--stream", stream.file.toString()))
                        .as("verify, end of seed " + seed)
                        .isZero();
                check(stream, "end of seed " + seed);
                assertThat(ledger(stream)).hasSize(stream.deliveries.size()).allMatch(row -> row.moved);
                meet(stream);
            }
        }
        System.out.println("StreamHistoriesIT met " + met);
    }

    /**
     * @param deliveries by name and time of their last change
     * @param removals how many rows the ledger had when all tombstones were removed
     */
    private record History(
            RandomDeclaration declared,
            Path file,
            Map<String, byte[]> deliveries,
            List<byte[]> contents,
            Set<Integer> removals) {

        String name() {
            return declared.stream;
        }
    }

    private record Loaded(
            long id, long batch, String path, Instant modified, boolean moved, String archived, String shown) {}

    private History declare(String name) throws Exception {
        RandomDeclaration declared = new RandomDeclaration(name, random);
        Path file = Files.writeString(declarations.resolve(name + ".yaml"), declared.yaml());
        pipeline.database().apply(TableDdl.create(StreamFile.read(file).stream()));
        for (String change : declared.narrowed()) {
            pipeline.execute("ALTER TABLE proof.\"%s\" %s".formatted(name, change));
        }
        return new History(declared, file, new HashMap<>(), new ArrayList<>(), new HashSet<>());
    }

    /** In no order of time, and now and then once more. */
    private void deliver(History stream) throws IOException {
        Path folder = Files.createDirectories(pipeline.input().resolve(stream.name()));
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            boolean again = !stream.contents.isEmpty() && random.nextInt(4) == 0;
            byte[] bytes = again ? stream.contents.get(random.nextInt(stream.contents.size())) : stream.declared.file();
            boolean packed = again ? isPacked(bytes) : random.nextInt(3) == 0;
            if (!again && packed) {
                bytes = Packed.gzip(bytes);
                bytes[random.nextInt(bytes.length)] ^= (byte) (random.nextInt(8) == 0 ? 4 : 0);
            }
            stream.contents.add(bytes);
            String name = "f" + random.nextInt(30) + (packed ? ".csv.gz" : ".csv");
            if (Files.exists(folder.resolve(name))) {
                name = "g" + delivered + name;
            }
            Instant modified = Instant.parse("2025-01-01T00:00:00Z")
                    .plusMillis(random.nextLong(A_YEAR_IN_MILLIS) / 1_000_000 * 1_000_000 + delivered++);
            pipeline.deliver(stream.name() + "/" + name, bytes, modified);
            stream.deliveries.put(name + modified, bytes);
        }
    }

    private static boolean isPacked(byte[] bytes) {
        return bytes.length > 3 && bytes[0] == 0x1f && (bytes[1] & 0xff) == 0x8b;
    }

    /** Until all is loaded, or for a while; then all sessions of the job may end as when a database dies. */
    private void run(List<History> streams, boolean all) throws Exception {
        List<String> options = new ArrayList<>();
        streams.forEach(stream -> options.addAll(List.of("--stream", stream.file.toString())));
        options.addAll(List.of("--max-files-per-trigger", Integer.toString(1 + random.nextInt(5))));
        if (all || random.nextBoolean()) {
            pipeline.runOnce(options.toArray(String[]::new));
            return;
        }
        RunningJob job = pipeline.start(options.toArray(String[]::new));
        TestPipeline.pause(random.nextInt(1500));
        if (random.nextBoolean()) {
            pipeline.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"
                    + pipeline.database().ingest().user() + "'");
            TestPipeline.pause(random.nextInt(500));
        }
        assertThat(job.stop()).as("exit status; log: %s", pipeline.log().all()).isZero();
    }

    /** What a crash may leave: no checkpoint, none of the last commit, a file that is not moved yet. */
    private void strike(History stream) throws Exception {
        Path checkpoint =
                pipeline.checkpoint().resolveSibling(pipeline.checkpoint().getFileName() + "-" + stream.name());
        if (stream.declared.tombstones && random.nextInt(3) == 0) {
            assertThat(tidegate("retention", "--tombstones", "0s", "--stream", stream.file.toString()))
                    .as("exit code")
                    .isZero();
            stream.removals.add(ledger(stream).size());
        }
        switch (random.nextInt(4)) {
            case 0 -> delete(checkpoint);
            case 1 -> deleteLast(checkpoint.resolve("commits"));
            case 2 -> {
                deleteLast(checkpoint.resolve("commits"));
                takeLastMoveBack(stream);
            }
            default -> {
                // Nothing happens.
            }
        }
    }

    private int tidegate(String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(command));
        Path password = Files.writeString(
                declarations.resolve("password"), pipeline.database().operator().password());
        all.addAll(List.of(
                "--input", pipeline.input().toString(),
                "--archive", pipeline.archive().toString(),
                "--quarantine", pipeline.quarantine().toString(),
                "--jdbc-url", pipeline.database().jdbcUrl(),
                "--user", pipeline.database().operator().user(),
                "--password-file", password.toString()));
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        return TidegateCommand.run(out, out, all.toArray(String[]::new));
    }

    private void takeLastMoveBack(History stream) throws Exception {
        List<Loaded> loaded = ledger(stream);
        if (loaded.isEmpty() || !loaded.get(loaded.size() - 1).moved) {
            return;
        }
        Loaded last = loaded.get(loaded.size() - 1);
        boolean quarantined = last.shown.contains(": quarantined");
        Path folder = quarantined ? pipeline.quarantine() : pipeline.archive();
        Path input = pipeline.input().resolve(stream.name()).resolve(last.path);
        if (Files.exists(input)) {
            return;
        }
        Files.move(folder.resolve(stream.name()).resolve(last.archived), input);
        pipeline.execute(
                "UPDATE ingested_files SET archived_at = NULL, state = CASE state WHEN 'archived' THEN 'loaded' ELSE state END"
                        + " WHERE file_id = " + last.id);
    }

    private static void deleteLast(Path commits) throws IOException {
        if (Files.isDirectory(commits)) {
            try (Stream<Path> all = Files.list(commits)) {
                List<Path> numbers = all.filter(
                                file -> file.getFileName().toString().matches("[0-9]+"))
                        .sorted(Comparator.comparingInt(
                                file -> Integer.parseInt(file.getFileName().toString())))
                        .toList();
                if (!numbers.isEmpty()) {
                    Files.delete(numbers.get(numbers.size() - 1));
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private void meet(History stream) throws SQLException {
        for (Loaded file : ledger(stream)) {
            Stream.of(file.shown.split(" ", -1)).skip(2).forEach(part -> {
                int equals = part.indexOf('=');
                met.merge(
                        equals < 0 ? part : part.substring(0, equals),
                        equals < 0 ? 1 : Long.parseLong(part.substring(equals + 1)),
                        Long::sum);
            });
        }
        met.merge("rows", (long) table(stream).size(), Long::sum);
    }

    // What is there

    /** Of the job only this is taken: which files were in which micro-batch, and in which order. */
    private void check(History stream, String when) throws Exception {
        DeclaredTruth truth = new DeclaredTruth(stream.declared);
        List<Loaded> loaded = ledger(stream);
        List<DeclaredTruth.File> batch = new ArrayList<>();
        for (int i = 0; i < loaded.size(); i++) {
            Loaded file = loaded.get(i);
            byte[] bytes = stream.deliveries.get(file.path + file.modified);
            assertThat(bytes).as("the delivery %s, %s", file, when).isNotNull();
            batch.add(new DeclaredTruth.File(file.id, file.path, file.modified, bytes));
            if (i + 1 == loaded.size() || loaded.get(i + 1).batch != file.batch) {
                truth.load(batch);
                batch.clear();
                if (stream.removals.contains(i + 1)) {
                    met.merge("tombstones removed", truth.removeTombstones(), Long::sum);
                }
            }
        }
        String said = when + " of\n" + stream.declared.yaml();
        assertThat(loaded.stream().map(Loaded::shown)).as("ledger, %s", said).containsExactlyElementsOf(truth.ledger());
        assertThat(rejects(stream)).as("rejects, %s", said).containsExactlyInAnyOrderElementsOf(truth.rejects());
        assertThat(table(stream)).as("table, %s", said).containsExactlyInAnyOrderElementsOf(truth.table());
    }

    private List<Loaded> ledger(History stream) throws SQLException {
        return pipeline.database()
                .query(
                        "SELECT *, NULL AS sha256_hex FROM ingested_files WHERE stream = '%s' ORDER BY batch_id, file_id"
                                .formatted(stream.name()),
                        row -> {
                            LedgerRow counts = LedgerRow.of(row);
                            String state = counts.state().equals("loaded") ? "archived" : counts.state();
                            return new Loaded(
                                    counts.fileId(),
                                    counts.batchId(),
                                    counts.path(),
                                    row.getTimestamp("modified_at").toInstant(),
                                    counts.moved(),
                                    counts.archivePath(),
                                    "%d %s: %s %s".formatted(counts.fileId(), counts.path(), state, counts.counts()));
                        });
    }

    private List<String> rejects(History stream) throws SQLException {
        return pipeline.database()
                .rows(
                        "SELECT concat_ws('|', file_id, line, byte_offset, byte_length, coalesce(column_name, reason)) FROM rejected_events"
                                + " WHERE stream = '%s'".formatted(stream.name()));
    }

    private List<String> table(History stream) throws SQLException {
        RandomDeclaration declared = stream.declared;
        List<String> shown =
                new ArrayList<>(declared.columns.stream().map(RandomColumn::sql).toList());
        if (declared.computed != null) {
            shown.add("made::text");
        }
        shown.add(declared.others.equals("extra") ? "extra::text" : "NULL");
        shown.add(declared.tombstones ? "deleted_at IS NOT NULL" : "false");
        return pipeline.database()
                .query(
                        "SELECT %s, source_file_id, source_line FROM proof.\"%s\""
                                .formatted(String.join(", ", shown), stream.name()),
                        row -> row(row, declared));
    }

    private static String row(ResultSet row, RandomDeclaration declared) throws SQLException {
        List<String> values = new ArrayList<>();
        for (RandomColumn column : declared.columns) {
            values.add(column.shown(row.getString(values.size() + 1)));
        }
        if (declared.computed != null) {
            values.add(row.getString(values.size() + 1));
        }
        String extra = row.getString(values.size() + 1);
        try {
            values.add(extra == null ? null : RandomColumn.json(extra));
        } catch (RandomColumn.Refused e) {
            throw new AssertionError(e);
        }
        int next = values.size() + 1;
        return DeclaredTruth.shown(values, row.getBoolean(next), row.getLong(next + 1), row.getLong(next + 2));
    }
}
