package dev.tidegate.ingest.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What is wrong in a file: gathered, so that all of it is said at once, in the order of its lines. */
public final class Faults {

    private record Fault(int line, YamlException told) {}

    private final List<Fault> faults = new ArrayList<>();

    /**
     * Adds one.
     *
     * @param problem what was found and what was expected; the line stands before it
     */
    public void add(Entry where, String problem) {
        faults.add(new Fault(where.line(), where.wrong(problem)));
    }

    /** What is read there; none if it is wrong, which is told with the others. */
    public <T> Optional<T> tried(Entry where, Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (YamlException e) {
            faults.add(new Fault(where.line(), e));
            return Optional.empty();
        }
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return faults.isEmpty();
    }

    /**
     * Ends the reading if something is wrong.
     *
     * @throws YamlException with all of it
     */
    public void refuse() {
        if (!faults.isEmpty()) {
            throw new YamlException(faults.stream()
                    .sorted(Comparator.comparingInt(Fault::line))
                    .map(fault -> fault.told().getMessage())
                    .distinct()
                    .toList());
        }
    }
}
