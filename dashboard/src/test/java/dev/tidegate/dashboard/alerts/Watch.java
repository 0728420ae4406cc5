package dev.tidegate.dashboard.alerts;

import dev.tidegate.dashboard.TestSettings;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Processes that look at the same rules with one clock, which a test sets. */
final class Watch implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMillis(700);
    static final Duration FIRST_PAUSE = Duration.ofMillis(60);

    private final Path folder;
    private final Database database;
    private final List<Alerts> open = new ArrayList<>();
    private volatile Instant now;

    Watch(TestDatabase database, Path folder, Instant now) {
        this.folder = folder;
        this.database = Database.at(TestSettings.of(database, folder), 1);
        this.now = now;
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Writes the rules; the receiver's address is beside them. */
    Path rules(String text, Receiver receiver) throws IOException {
        if (receiver != null) {
            Files.writeString(folder.resolve("webhook"), receiver.address() + "\n");
        }
        return Files.writeString(folder.resolve("rules.yaml"), text + "every: 1h\n");
    }

    /** A process that has started and has looked once; it looks again when it is told to. */
    Alerts start(Path rules) {
        Alerts started = new Alerts(
                RuleFile.read(rules),
                folder.resolve("kept/alerts.json"),
                database::query,
                new Moved(),
                PATIENCE,
                FIRST_PAUSE);
        open.add(started);
        started.look();
        started.start();
        return started;
    }

    Path state() {
        return folder.resolve("kept/alerts.json");
    }

    /** The database is gone for all. */
    void closeDatabase() {
        database.close();
    }

    @Override
    public void close() {
        open.forEach(Alerts::close);
        database.close();
    }

    private final class Moved extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
