package dev.tidegate.bench;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * What the server can take: rows in the binary form and in the order of the key, copied straight into the empty table by two
 * connections side by side. No file is read as CSV, no value checked, nothing looked up: no way to load files is as fast.
 */
final class ServerLimit implements Way {

    private static final int CONNECTIONS = 2;
    private static final int BUFFER = 1 << 16;

    private final BenchDatabase database;
    private final Path folder;
    private final int filesAtOnce;
    private final List<List<Path>> rows = new ArrayList<>();

    /** @param filesAtOnce files whose rows are sorted and committed together, half of them by each connection */
    ServerLimit(BenchDatabase database, Path folder, int filesAtOnce) {
        this.database = database;
        this.folder = folder;
        this.filesAtOnce = filesAtOnce;
    }

    @Override
    public String title() {
        return "limit of the server";
    }

    @Override
    public String schema() {
        return "server_limit";
    }

    /** Has the server write the rows as it likes them best; it is the same for each round. */
    @Override
    public void prepare(List<Path> files) throws Exception {
        if (!rows.isEmpty()) {
            return;
        }
        for (int half = 0; half < CONNECTIONS; half++) {
            rows.add(new ArrayList<>());
        }
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(BenchDatabase.sql("bare_stage.sql"));
            connection.setAutoCommit(false);
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (int from = 0; from < files.size(); from += filesAtOnce) {
                for (Path file : files.subList(from, Math.min(from + filesAtOnce, files.size()))) {
                    BareCopy.stage(copy, file);
                }
                for (int half = 0; half < CONNECTIONS; half++) {
                    rows.get(half).add(write(copy, from, half));
                }
                connection.commit();
            }
        }
    }

    private Path write(CopyManager copy, int from, int half) throws Exception {
        Path file = folder.resolve("rows-%d-%d".formatted(from, half));
        try (OutputStream out = Files.newOutputStream(file)) {
            copy.copyOut(BenchDatabase.sql("limit_rows.sql").formatted(half + 1), out);
        }
        return file;
    }

    @Override
    public Instant load() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Callable<Void>> halves = new ArrayList<>();
            for (List<Path> half : rows) {
                halves.add(() -> copy(half));
            }
            for (Future<Void> half : threads.invokeAll(halves)) {
                half.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return Instant.now();
    }

    private Void copy(List<Path> files) throws Exception {
        try (Connection connection = database.connect()) {
            connection.setSchema(schema());
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    copy.copyIn(BenchDatabase.sql("limit_copy.sql"), in, BUFFER);
                }
            }
        }
        return null;
    }
}
