package dev.tidegate.ingest.operate.status;

import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.merge.Counts;
import dev.tidegate.ingest.operate.console.Counted;
import dev.tidegate.ingest.operate.console.Reasons;
import dev.tidegate.ingest.operate.console.Times;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;

/** The status for people. */
final class StatusText {

    private StatusText() {}

    /** Under its name each, unless there is only the built-in one. */
    static void print(PrintWriter out, StatusOfStreams status) {
        boolean first = true;
        for (Status stream : status.streams()) {
            out.print(first ? "" : System.lineSeparator());
            if (status.streams().size() > 1 || status.named()) {
                line(out, "Stream", stream.stream());
            }
            print(out, stream);
            first = false;
        }
    }

    private static void print(PrintWriter out, Status status) {
        line(out, "Job", job(status));
        line(out, "Waiting", waiting(status));
        line(out, "Last batch", lastBatch(status));
        Counts totals = status.totals();
        line(out, "Totals", Counted.of(status.files(), "file") + ", " + Counted.of(totals.read(), "record") + " read");
        out.printf(
                "             = %,d inserted + %,d updated + %,d unchanged + %,d stale%n",
                totals.inserted(), totals.updated(), totals.unchanged(), totals.stale());
        out.printf(
                "             + %,d duplicate + %,d filtered + %,d rejected%n",
                totals.duplicate(), totals.filtered(), totals.rejected());
        line(out, "Rejects", rejects(status));
        out.flush();
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf("%-12s %s%n", name, value);
    }

    private static String job(Status status) {
        String owner = status.owner() == null ? "" : ", " + Printable.of(status.owner());
        String heartbeat = status.heartbeatAt() == null ? "never" : ago(status, status.heartbeatAt()) + " ago";
        return switch (status.state()) {
            case RUNNING ->
                "running since %s UTC (epoch %d%s)".formatted(Times.text(status.since()), status.epoch(), owner);
            case RETRYING ->
                "RETRYING: epoch %d%s lives, last heartbeat %s, and repeats what fails%n             %s"
                        .formatted(status.epoch(), owner, heartbeat, Printable.of(status.retrying()));
            case SILENT ->
                "SILENT: epoch %d%s holds the lock, last heartbeat %s".formatted(status.epoch(), owner, heartbeat);
            case STOPPED ->
                status.epoch() == 0
                        ? "STOPPED: none has run yet"
                        : "STOPPED: the last was epoch %d%s, last heartbeat %s%s"
                                .formatted(
                                        status.epoch(),
                                        owner,
                                        heartbeat,
                                        status.retrying() == null
                                                ? ""
                                                : "%n             ".formatted() + Printable.of(status.retrying()));
        };
    }

    private static String waiting(Status status) {
        StringBuilder text = new StringBuilder(Counted.of(status.filesWaiting(), "file"));
        if (status.oldestWaitingAt() != null) {
            text.append(", the oldest for ").append(ago(status, status.oldestWaitingAt()));
        }
        if (status.state() != Status.State.RUNNING && status.state() != Status.State.RETRYING) {
            text.append(", when last looked");
        }
        if (status.filesToMove() > 0) {
            text.append("; %,d loaded and still in the input folder".formatted(status.filesToMove()));
        }
        if (status.filesHeld() > 0) {
            text.append("; %,d that cannot be loaded or moved".formatted(status.filesHeld()));
        }
        return text.toString();
    }

    private static String lastBatch(Status status) {
        Status.LastBatch batch = status.lastBatch();
        if (batch == null) {
            return "none";
        }
        String lag = batch.lagSeconds() == null
                ? ""
                : ", %s after the files".formatted(Times.text(Duration.ofMillis((long) (batch.lagSeconds() * 1000))));
        return "%d, %s ago: %s, %s in %,d ms%s"
                .formatted(
                        batch.batchId(),
                        ago(status, batch.committedAt()),
                        Counted.of(batch.files(), "file"),
                        Counted.of(batch.recordsRead(), "record"),
                        batch.millis(),
                        lag);
    }

    private static String rejects(Status status) {
        if (status.rejectsLastHour().isEmpty()) {
            return "none in the last hour";
        }
        long rejects = status.rejectsLastHour().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return "%,d in the last hour: %s".formatted(rejects, Reasons.text(status.rejectsLastHour()));
    }

    private static String ago(Status status, Instant time) {
        return Times.text(Duration.between(time, status.now()));
    }
}
