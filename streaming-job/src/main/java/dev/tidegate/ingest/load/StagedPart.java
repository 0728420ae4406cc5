package dev.tidegate.ingest.load;

import java.io.Serializable;
import java.util.List;

/**
 * What a task staged: its result, so that of several attempts only the one counts that Spark takes.
 *
 * @param attempt id of the task attempt, by which its rows in a staging table are known
 * @param events rows in COPY format; empty where the task copied them itself
 * @param rejects the same for the dead letters
 */
record StagedPart(long attempt, byte[] events, byte[] rejects, List<FileTally> tallies) implements Serializable {

    StagedPart {
        tallies = List.copyOf(tallies);
    }
}
