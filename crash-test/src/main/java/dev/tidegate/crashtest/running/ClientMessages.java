package dev.tidegate.crashtest.running;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Follows what a client sends, in PostgreSQL's protocol version 3: whether it is the job's heartbeat, and when it asks to
 * commit. Fed by one thread.
 */
final class ClientMessages {

    private static final int LENGTH = 4;
    /** Of longer messages, such as COPY data, the rest is skipped: a COMMIT is short. */
    private static final int KEPT = 1 << 10;

    private final Set<String> commits = new HashSet<>();
    private final byte[] message = new byte[KEPT];
    private int kept;
    private long missing;
    private boolean started;
    private volatile boolean heartbeat;

    /** Whether the client has said that it is the job's heartbeat, which loads nothing. */
    boolean isHeartbeat() {
        return heartbeat;
    }

    /** Takes what was sent next; returns whether a message in it runs a COMMIT. */
    boolean commits(byte[] chunk, int length) {
        boolean found = false;
        int at = 0;
        while (at < length) {
            if (missing > 0) {
                int step = (int) Math.min(missing, length - at);
                keep(chunk, at, step);
                at += step;
                missing -= step;
            } else {
                keep(chunk, at++, 1);
                missing = isHeaderComplete() ? bodyLength() : 0;
            }
            if (missing == 0 && isHeaderComplete()) {
                found |= runsCommit();
                started |= isStartup();
                heartbeat |= isNamed(Database.HEARTBEAT);
                kept = 0;
            }
        }
        return found;
    }

    private void keep(byte[] chunk, int from, int count) {
        int room = Math.min(count, KEPT - kept);
        System.arraycopy(chunk, from, message, kept, room);
        kept += room;
    }

    /** The first messages have no type; requests for encryption come before the real first one. */
    private int headerLength() {
        return started ? 1 + LENGTH : LENGTH;
    }

    private boolean isHeaderComplete() {
        return kept >= headerLength();
    }

    private long bodyLength() {
        return number(headerLength() - LENGTH) - LENGTH;
    }

    private long number(int at) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(message).getInt(at));
    }

    private boolean isStartup() {
        return !started && kept >= 2 * LENGTH && number(LENGTH) == 3 << 16;
    }

    /** The name is part of the startup message, or of a statement right after it. */
    private boolean isNamed(String application) {
        boolean copied = started && message[0] == 'd';
        return !copied && new String(message, 0, kept, StandardCharsets.ISO_8859_1).contains(application);
    }

    private boolean runsCommit() {
        if (!started) {
            return false;
        }
        return switch (message[0]) {
            case 'Q' -> isCommit(text(1 + LENGTH));
            case 'P' -> {
                String name = text(1 + LENGTH);
                if (isCommit(text(1 + LENGTH + name.length() + 1))) {
                    commits.add(name);
                }
                yield false;
            }
            case 'B' -> {
                String portal = text(1 + LENGTH);
                yield commits.contains(text(1 + LENGTH + portal.length() + 1));
            }
            default -> false;
        };
    }

    private static boolean isCommit(String query) {
        return query.equalsIgnoreCase("COMMIT");
    }

    private String text(int from) {
        int to = from;
        while (to < kept && message[to] != 0) {
            to++;
        }
        return new String(Arrays.copyOfRange(message, Math.min(from, kept), to), StandardCharsets.ISO_8859_1);
    }
}
