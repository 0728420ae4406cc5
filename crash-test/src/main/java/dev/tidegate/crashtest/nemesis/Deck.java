package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.Bucket;
import dev.tidegate.crashtest.running.Store;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** All kinds of faults, shuffled by the seed; when all were drawn, shuffled anew: none is left out for long. */
public final class Deck {

    private final List<Fault> faults;
    private final Random random;
    private final Deque<Fault> left = new ArrayDeque<>();

    private Deck(List<Fault> faults, Random random) {
        this.faults = faults;
        this.random = random;
    }

    /**
     * A deck of all faults.
     *
     * @param store where files lie
     * @param diskCanBeFilled whether this system lets us make a small disk
     */
    public static Deck shuffled(Random random, Store store, boolean diskCanBeFilled) {
        List<Fault> faults = new ArrayList<>(Halts.anywhere(store));
        faults.addAll(Kills.all());
        faults.addAll(Cuts.all());
        faults.addAll(GoingBack.all());
        faults.addAll(TakeOvers.all());
        faults.addAll(Stops.all());
        faults.addAll(CheckpointDamage.all());
        faults.addAll(store instanceof Bucket bucket ? StoreTrouble.all(bucket) : ArchiveTrouble.all(diskCanBeFilled));
        return new Deck(List.copyOf(faults), random);
    }

    /**
     * The same deck with those kinds alone that have one of these in their names.
     *
     * @throws IllegalArgumentException if there are none
     */
    public Deck of(List<String> words) {
        List<Fault> some = faults.stream()
                .filter(fault -> words.stream().anyMatch(fault.name()::contains))
                .toList();
        if (some.isEmpty()) {
            throw new IllegalArgumentException(
                    "No kind has one of %s in its name; there are %s".formatted(words, kinds()));
        }
        return new Deck(some, random);
    }

    public Fault draw() {
        if (left.isEmpty()) {
            List<Fault> shuffled = new ArrayList<>(faults);
            Collections.shuffle(shuffled, random);
            left.addAll(shuffled);
        }
        return left.remove();
    }

    /** Names of all kinds. */
    public List<String> kinds() {
        return faults.stream().map(Fault::name).toList();
    }
}
