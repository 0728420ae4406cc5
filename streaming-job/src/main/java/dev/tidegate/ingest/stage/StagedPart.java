package dev.tidegate.ingest.stage;

import java.io.Serializable;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a task staged: its result, so that of several attempts only the one counts that Spark takes.
 *
 * @param attempt id of the task attempt, by which its rows in a staging table are known
 * @param events rows in COPY format; empty where the task copied them itself
 * @param rejects the same for the dead letters
 * @param runs in how many {@link SortedRuns} its events lie in a staging table; {@link #NO_ORDER} where an id came twice in
 *     one, or the events lie otherwise
 * @param summedFor the aggregates for which all its events are summed, too
 */
public record StagedPart(
        long attempt, byte[] events, byte[] rejects, int runs, List<String> summedFor, List<FileTally> tallies)
        implements Serializable {

    public static final int NO_ORDER = -1;

    public StagedPart {
        summedFor = List.copyOf(summedFor);
        tallies = List.copyOf(tallies);
    }

    /** The same, but with what was found in the files changed. */
    static List<StagedPart> withTallies(List<StagedPart> parts, UnaryOperator<FileTally> change) {
        return parts.stream()
                .map(part -> new StagedPart(
                        part.attempt,
                        part.events,
                        part.rejects,
                        part.runs,
                        part.summedFor,
                        part.tallies.stream().map(change).toList()))
                .toList();
    }
}
