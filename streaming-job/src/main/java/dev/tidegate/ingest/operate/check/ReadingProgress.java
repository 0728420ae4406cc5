package dev.tidegate.ingest.operate.check;

import dev.tidegate.ingest.log.Printable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says how far the reading of a large file has come, at what rate, and how long it will take. In a terminal this is one line
 * that goes away at the end; elsewhere a line from time to time. A file that is read within seconds gets none.
 */
final class ReadingProgress implements JudgedFile.Watcher {

    private static final String TERMINAL = "tidegate.terminal.err";

    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long IN_TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long ELSEWHERE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int BAR = 20;
    private static final double MEGA = 1e6;

    private final String name;
    private final long size;
    private final PrintWriter err;
    private final boolean terminal;
    private final LongSupplier clock;
    private final long begin;
    private long next;
    private int shown;

    /**
     * @param size of the file in bytes
     * @param terminal whether a line can be written over
     * @param clock in nanoseconds
     */
    ReadingProgress(String name, long size, PrintWriter err, boolean terminal, LongSupplier clock) {
        this.name = name;
        this.size = size;
        this.err = err;
        this.terminal = terminal;
        this.clock = clock;
        this.begin = clock.getAsLong();
        this.next = begin + (terminal ? FIRST_NANOS : ELSEWHERE_NANOS);
    }

    static ReadingProgress of(Path file, PrintWriter err) {
        return new ReadingProgress(
                Printable.of(file.getFileName().toString()),
                file.toFile().length(),
                err,
                Boolean.getBoolean(TERMINAL),
                System::nanoTime);
    }

    @Override
    public void at(long bytes, long records) {
        long now = clock.getAsLong();
        if (now < next || size == 0) {
            return;
        }
        next = now + (terminal ? IN_TERMINAL_NANOS : ELSEWHERE_NANOS);
        double seconds = (now - begin) / 1e9;
        double part = Math.min(1, (double) bytes / size);
        String line = String.format(
                Locale.ROOT,
                "%s: %s%.0f %% of %,.0f MB, %,d records, %,.0f MB/s, %s left",
                name,
                terminal ? bar(part) : "",
                part * 100,
                size / MEGA,
                records,
                bytes / MEGA / seconds,
                time(seconds * (1 - part) / part));
        show(line);
    }

    private void show(String line) {
        if (terminal) {
            err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            shown = line.length();
        } else {
            err.println(line);
        }
        err.flush();
    }

    private static String bar(double part) {
        int done = (int) (part * BAR);
        return "[" + "#".repeat(done) + ".".repeat(BAR - done) + "] ";
    }

    private static String time(double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    /** Takes the line away. */
    void end() {
        if (shown > 0) {
            err.print("\r" + " ".repeat(shown) + "\r");
            err.flush();
        }
    }
}
