package dev.tidegate.crashtest.workload;

import java.util.List;

/**
 * One content of a file, told from others by its bytes.
 *
 * @param sha256 of the bytes as delivered, in hex
 * @param size bytes as delivered
 * @param packed whether it is gzip
 * @param quarantined whether the file as a whole cannot be loaded
 * @param outcomes of its records, in order; none where it is quarantined
 */
public record Version(String sha256, long size, boolean packed, boolean quarantined, List<Outcome> outcomes) {

    public Version {
        outcomes = List.copyOf(outcomes);
    }

    /** How the name of such a file ends. */
    String ending() {
        return packed ? ".csv.gz" : ".csv";
    }

    long filtered() {
        return outcomes.stream().filter(Outcome.Filtered.class::isInstance).count();
    }

    /** The dead letters. */
    public List<Outcome.Rejected> rejected() {
        return outcomes.stream()
                .filter(Outcome.Rejected.class::isInstance)
                .map(Outcome.Rejected.class::cast)
                .toList();
    }
}
