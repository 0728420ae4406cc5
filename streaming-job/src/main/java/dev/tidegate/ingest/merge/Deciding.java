package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.merge.FileOutcome.Kind;
import dev.tidegate.ingest.source.FileState;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.stage.Batch;
import dev.tidegate.ingest.stage.FileTally;
import dev.tidegate.ingest.stream.Stream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what each file of a micro-batch is: a new delivery, or one that an earlier try has dealt with.
 *
 * <p>Only asked behind the fence, where the ledger's answer is final.
 */
public final class Deciding {

    /** Reason of a file that the database has no room for. */
    public static final String NO_ROOM = "no_room";

    /** Reason of a file whose merge takes longer than a statement may. */
    public static final String NO_TIME = "no_time";

    private static final Set<String> TOO_LARGE = Set.of(NO_ROOM, NO_TIME);

    private final Folder input;
    private final FileLimits limits;
    private final WaitingForParents waiting;
    private final Stream stream;

    /** @param waiting files of which rows are refused until rows of other tables are there */
    public Deciding(Folder input, FileLimits limits, WaitingForParents waiting, Stream stream) {
        this.input = input;
        this.limits = limits;
        this.waiting = waiting;
        this.stream = stream;
    }

    /** @param known the newest row of the ledger for a file, by file number, for those that have one */
    List<Decision> decide(Batch batch, List<FileTally> tallies, Map<Integer, KnownFile> known) {
        List<Decision> decisions = new ArrayList<>();
        for (FileTally tally : tallies) {
            decisions.add(decide(batch.file(tally.fileNo()), tally, known.get(tally.fileNo())));
        }
        return inOrder(decisions);
    }

    /**
     * Where the last delivered version wins, no file is loaded before one that was delivered before it and stays in the input
     * folder: it would get the lower id.
     */
    List<Decision> inOrder(List<Decision> decisions) {
        Decision first = stream.lastDeliveredWins()
                ? decisions.stream().filter(Deciding::staysForLater).findFirst().orElse(null)
                : null;
        return first == null
                ? decisions
                : decisions.stream()
                        .map(decision -> decision.kind() == Kind.LOADED && isBehind(first, decision)
                                ? behind(first, decision)
                                : decision)
                        .toList();
    }

    private static boolean staysForLater(Decision decision) {
        return switch (decision.kind()) {
            case HELD, TOO_LARGE, PUT_BACK -> true;
            case LOADED, QUARANTINED, MISSING, LEFTOVER, REPLAYED -> false;
        };
    }

    private static boolean isBehind(Decision first, Decision other) {
        return first.tally().fileNo() < other.tally().fileNo();
    }

    private static Decision behind(Decision first, Decision next) {
        String why = "it was delivered after %s, and the last delivered wins"
                .formatted(first.file().name());
        return decision(next.file(), next.tally(), Kind.PUT_BACK, null, why);
    }

    /** @param toBeMoved whether the move of the file to the archive is not yet done, as far as the ledger knows */
    record KnownFile(LedgerFile row, boolean toBeMoved) {}

    private Decision decide(LandedFile file, FileTally tally, KnownFile known) {
        Optional<FileStat> now;
        try {
            now = input.stat(file.name());
        } catch (IOException e) {
            return decision(file, tally, Kind.HELD, known, e.toString());
        }
        boolean there = now.isPresent() && now.get().equals(file.stat());
        if (!there && known != null) {
            return decision(file, tally, known.toBeMoved() ? Kind.LEFTOVER : Kind.REPLAYED, known, null);
        }
        if (now.isEmpty()) {
            return decision(file, tally, Kind.MISSING, null, "it went away before it could be loaded");
        }
        if (!there) {
            return decision(file, tally, Kind.PUT_BACK, null, "it changed since it was offered");
        }
        return inInput(file, tally, known);
    }

    private Decision inInput(LandedFile file, FileTally tally, KnownFile known) {
        String sha256 = hex(sha256(file, tally));
        if (known != null
                && known.toBeMoved()
                && sha256 != null
                && sha256.equals(known.row().sha256())) {
            return decision(file, tally, Kind.LEFTOVER, known, null);
        }
        return switch (tally.state()) {
            // The tasks that read its ranges know only of their own rejects.
            case COMPLETE -> complete(file, tally);
            case UNUSABLE -> decision(file, tally, Kind.QUARANTINED, null, tally.reason() + ": " + tally.message());
            case UNREADABLE ->
                decision(
                        file,
                        tally,
                        tally.reason() != null && TOO_LARGE.contains(tally.reason()) ? Kind.TOO_LARGE : Kind.HELD,
                        null,
                        tally.message());
            // There again by now, with the same size and time: the next micro-batch reads it.
            case ABSENT, CHANGED -> decision(file, tally, Kind.PUT_BACK, null, tally.message());
        };
    }

    /** A file that is there and was read as a whole. */
    Decision complete(LandedFile file, FileTally tally) {
        return limits.tooManyRejects(tally.rejected(), tally.firstError())
                .map(why -> decision(file, tally, Kind.QUARANTINED, null, why.reason() + ": " + why.getMessage()))
                .orElseGet(() -> decision(file, tally, Kind.LOADED, null, toKnow(tally)));
    }

    /** The first reject, and whether records may have been joined; null where all is well. */
    private static String toKnow(FileTally tally) {
        if (tally.message() == null) {
            return tally.firstError();
        }
        return tally.firstError() == null ? tally.message() : tally.firstError() + "; " + tally.message();
    }

    /** How many records of a file may be rejected. */
    long mostRejects() {
        return limits.rejects();
    }

    /** What becomes of files of which the table refuses rows. */
    Writing.Refusals refusals(Instant now) {
        return new RejectedRows(input, this, waiting, now);
    }

    /** The same where no file waits. */
    Writing.Refusals refusalsAtOnce() {
        return new RejectedRows(input, this, new WaitingForParents(Duration.ZERO), Instant.EPOCH);
    }

    /** A file has been dealt with. */
    void done(LandedFile file) {
        waiting.done(file);
    }

    /** The hash of the file; of a big one, the hash from when it was offered. */
    static byte[] sha256(LandedFile file, FileTally tally) {
        boolean read = tally.state() == FileState.COMPLETE || tally.state() == FileState.UNUSABLE;
        return file.framing() != null && read ? file.framing().hash() : tally.sha256();
    }

    static String hex(byte[] hash) {
        return hash == null ? null : HexFormat.of().formatHex(hash);
    }

    private static Decision decision(LandedFile file, FileTally tally, Kind kind, KnownFile known, String message) {
        return new Decision(file, tally, kind, known == null ? null : known.row(), message);
    }
}
