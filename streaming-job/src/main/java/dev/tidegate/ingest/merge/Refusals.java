package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.merge.FileOutcome.Kind;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.RawRecords;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What becomes of files of which the table refuses some rows: those are dead letters, or the file waits for their parents. */
final class Refusals {

    private final Folder input;
    private final Deciding deciding;
    private final WaitingForParents waiting;
    private final Instant now;
    private final List<DeadLetter> deadLetters = new ArrayList<>();

    Refusals(Folder input, Deciding deciding, WaitingForParents waiting, Instant now) {
        this.input = input;
        this.deciding = deciding;
        this.waiting = waiting;
        this.now = now;
    }

    /** A refused row with its first bytes in the file. */
    record DeadLetter(RefusedRow row, byte[] raw) {}

    /** All rows of these files that were refused so far. */
    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** What the files are to be, of which these rows are refused, too. */
    List<Decision> after(List<Decision> decisions, List<RefusedRow> refused) {
        Map<Integer, List<RefusedRow>> byFile = refused.stream().collect(Collectors.groupingBy(RefusedRow::fileNo));
        List<Decision> after = new ArrayList<>();
        for (Decision decision : decisions) {
            List<RefusedRow> ofFile = byFile.getOrDefault(decision.tally().fileNo(), List.of());
            after.add(ofFile.isEmpty() ? decision : after(decision, new ArrayList<>(ofFile)));
        }
        return after;
    }

    private Decision after(Decision decision, List<RefusedRow> refused) {
        LandedFile file = decision.file();
        RefusedRow orphan =
                refused.stream().filter(RefusedRow::missesParent).findFirst().orElse(null);
        if (orphan != null && waiting.mayWait(file, now)) {
            return held(decision, "it waits for a row of another table: " + orphan.asFirstError());
        }
        refused.sort(Comparator.comparingLong(RefusedRow::byteOffset));
        try (RawRecords bytes = RawRecords.open(input, file)) {
            for (RefusedRow row : refused) {
                deadLetters.add(new DeadLetter(row, bytes.read(row.byteOffset(), row.byteLength())));
            }
        } catch (IOException e) {
            return held(decision, "its refused records could not be read again: " + e);
        }
        return deciding.complete(
                file, decision.tally().refusing(refused.size(), refused.get(0).asFirstError()));
    }

    private static Decision held(Decision decision, String why) {
        return new Decision(decision.file(), decision.tally(), Kind.HELD, null, why);
    }
}
