package dev.tidegate.crashtest.workload;

import dev.tidegate.crashtest.running.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Puts files into the input folder of a stream as a producer does, written aside and renamed, and writes down the truth: the
 * bytes of each version in a file named by their hash, each delivery in {@code deliveries.csv}.
 */
public final class Deliveries {

    private final Store store;
    private final Path input;
    private final Path truth;
    private final Path journal;
    private final List<Delivery> all = new ArrayList<>();
    private final Map<String, Delivery> newestUnderName = new HashMap<>();
    private final Set<Delivery> disturbed = new HashSet<>();

    /**
     * Nothing delivered yet.
     *
     * @param truth an empty folder, on the file system of the input folder if that is on a disk
     */
    public Deliveries(Store store, Path input, Path truth) throws IOException {
        this.store = store;
        this.input = input;
        this.truth = truth;
        this.journal = truth.resolve("deliveries.csv");
        Files.writeString(journal, "number,round,name,modified_millis,size,sha256,records\n");
    }

    void deliver(int round, MadeFile file, String name, long modifiedMillis) throws IOException {
        Files.write(bytes(file.version()), file.bytes());
        deliver(round, file.version(), name, modifiedMillis);
    }

    /** Puts a version of a file, known from before, under a name; a file that lies there is replaced. */
    void deliver(int round, Version version, String name, long modifiedMillis) throws IOException {
        if (store.holds(input, name)) {
            // It may or may not have been taken: the promise is for versions that stand still until then.
            disturbed.add(newestUnderName.get(name));
        }
        long modified = store.deliver(bytes(version), input, name, modifiedMillis);
        Delivery delivery = new Delivery(all.size() + 1, round, name, modified, version);
        write(delivery);
        all.add(delivery);
        newestUnderName.put(name, delivery);
    }

    private void write(Delivery delivery) throws IOException {
        String line = "%d,%d,%s,%d,%d,%s,%d\n"
                .formatted(
                        delivery.number(),
                        delivery.round(),
                        delivery.name(),
                        delivery.modifiedMillis(),
                        delivery.version().size(),
                        delivery.version().sha256(),
                        delivery.version().outcomes().size());
        Files.writeString(journal, line, StandardOpenOption.APPEND);
    }

    private Path bytes(Version version) {
        return truth.resolve(version.sha256());
    }

    /** All so far, in order. */
    public List<Delivery> all() {
        return List.copyOf(all);
    }

    /** How many took the place of a file that still lay in the input folder. */
    public long replacing() {
        return disturbed.size();
    }

    /** How many had the bytes of an earlier one. */
    public long again() {
        return all.size()
                - all.stream()
                        .map(Delivery::version)
                        .map(Version::sha256)
                        .distinct()
                        .count();
    }

    /** How many were dated before the one that was delivered before them. */
    public long olderThanBefore() {
        return IntStream.range(1, all.size())
                .filter(i -> all.get(i).modifiedMillis() < all.get(i - 1).modifiedMillis())
                .count();
    }

    /** Whether a version was replaced under this name before it was gone from the input folder. */
    public boolean wasReplaced(String name, String sha256) {
        return disturbed.stream()
                .anyMatch(delivery -> delivery.name().equals(name)
                        && delivery.version().sha256().equals(sha256));
    }

    /** Whether a version was delivered under this name. */
    public boolean wasDelivered(String name, String sha256) {
        return all.stream()
                .anyMatch(delivery -> delivery.name().equals(name)
                        && delivery.version().sha256().equals(sha256));
    }

    /** Whether it lay in the input folder until it was taken, and was not replaced before. */
    public boolean stoodStill(Delivery delivery) {
        return !disturbed.contains(delivery);
    }
}
