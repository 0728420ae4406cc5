package dev.tidegate.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Folders;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files wait oldest first, until they have settled and the gate lets them pass. */
class FileQueueTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration SETTLE = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private final Gate gate = new Gate();
    /** A look takes a nanosecond, so that the next is not made at once. */
    private long nanos;

    @Test
    void oldestComeFirstAndOfEquallyOldOnesTheFirstByName() throws IOException {
        FileQueue queue = queue(Duration.ZERO);
        file("c.csv", NOW);
        file("b.csv", NOW);
        file("a.csv", NOW.plusMillis(1));
        file("z.csv", NOW.minusSeconds(9));
        assertThat(names(queue, 3, Long.MAX_VALUE)).containsExactly("z.csv", "b.csv", "c.csv");
        assertThat(names(queue, 3, Long.MAX_VALUE)).containsExactly("a.csv");
    }

    @Test
    void recoveredFilesComeBeforeAllOthersInTheOrderOfTheirOldIds() throws IOException {
        FileQueue queue = queue(Duration.ZERO);
        file("recovered-10-a.csv", NOW.minusSeconds(5));
        file("recovered-9-b.csv", NOW);
        file("old.csv", Instant.EPOCH);
        file("recovered-x-c.csv", Instant.EPOCH);
        assertThat(names(queue, 9, Long.MAX_VALUE))
                .containsExactly("recovered-9-b.csv", "recovered-10-a.csv", "old.csv", "recovered-x-c.csv");
    }

    @Test
    void fileThatIsRecoveredOnceMoreKeepsItsFirstPlace() {
        assertThat(LandingNames.recovered(7, 0, "a.csv")).isEqualTo("recovered-7-a.csv");
        assertThat(LandingNames.recovered(12, 0, "recovered-7-a.csv")).isEqualTo("recovered-7-a.csv");
    }

    @Test
    void bytesAreLimitedButOneFileIsTaken() throws IOException {
        FileQueue queue = queue(Duration.ZERO);
        for (int i = 0; i < 4; i++) {
            file(i + ".csv", NOW.plusSeconds(i)); // 1 byte each
        }
        assertThat(names(queue, 9, 3)).containsExactly("0.csv", "1.csv", "2.csv");
        assertThat(names(queue, 9, 0)).containsExactly("3.csv");
    }

    @Test
    void fileIsTakenWhenItsTimeIsOlderThanTheSettleTime() throws IOException {
        FileQueue queue = queue(SETTLE);
        file("old.csv", NOW.minus(SETTLE));
        file("young.csv", NOW.minus(SETTLE).plusMillis(1));
        assertThat(names(queue, 9, Long.MAX_VALUE)).containsExactly("old.csv");
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void namesOfFilesThatHaveStillToSettleAreKnown() throws IOException {
        FileQueue queue = queue(SETTLE);
        file("old.csv", NOW.minus(SETTLE));
        file("young.csv", NOW.minus(SETTLE).plusMillis(1));
        file("2099.csv", Instant.parse("2099-01-01T00:00:00Z"));
        queue.look();
        assertThat(queue.unsettledNames()).containsExactlyInAnyOrder("young.csv", "2099.csv");
        nanos += SETTLE.toNanos();
        assertThat(queue.unsettledNames()).isEmpty();
    }

    @Test
    void filesThatNobodyTakesAreCountedOnceTheyHaveSettled() throws IOException {
        FileQueue queue = queue(SETTLE);
        file("notes.txt", NOW.minus(SETTLE));
        file("2099.xlsx", Instant.parse("2099-01-01T00:00:00Z"));
        file("writing.csv.part", NOW.minus(SETTLE).plusMillis(1));
        file(".hidden", NOW.minus(SETTLE));
        file("_SUCCESS", NOW.minus(SETTLE));
        assertThat(names(queue, 9, Long.MAX_VALUE)).isEmpty();
        assertThat(gate.leftAlone).isEqualTo(2);
        Files.delete(folder.resolve("notes.txt"));
        assertThat(names(queue, 9, Long.MAX_VALUE)).isEmpty();
        assertThat(gate.leftAlone).isEqualTo(1);
    }

    @Test
    void fileDatedInTheFutureSettlesByBeingSeenUnchanged() throws IOException {
        FileQueue queue = queue(SETTLE);
        file("2099.csv", Instant.parse("2099-01-01T00:00:00Z"));
        assertThat(names(queue, 9, Long.MAX_VALUE)).isEmpty();
        nanos += SETTLE.toNanos() / 2;
        assertThat(names(queue, 9, Long.MAX_VALUE)).isEmpty();
        nanos += SETTLE.toNanos() / 2;
        assertThat(names(queue, 9, Long.MAX_VALUE)).containsExactly("2099.csv");
    }

    @Test
    void fileThatGrowsUnderAnUnchangedTimeHasNotSettled() throws IOException {
        FileQueue queue = queue(SETTLE);
        Instant future = Instant.parse("2099-01-01T00:00:00Z");
        for (int look = 1; look <= 5; look++) {
            Files.writeString(folder.resolve("grows.csv"), "x".repeat(look));
            Files.setLastModifiedTime(folder.resolve("grows.csv"), FileTime.from(future));
            queue.look();
            assertThat(names(queue, 9, Long.MAX_VALUE)).isEmpty();
            nanos += SETTLE.toNanos() * 2 / 3;
        }
        nanos += SETTLE.toNanos();
        assertThat(names(queue, 9, Long.MAX_VALUE)).containsExactly("grows.csv");
    }

    @Test
    void fileThatChangedSinceTheLookIsOfferedAsItIsNow() throws IOException {
        FileQueue queue = queue(Duration.ZERO);
        file("a.csv", NOW);
        file("b.csv", NOW.plusSeconds(1));
        queue.look();
        Files.writeString(folder.resolve("a.csv"), "longer");
        Files.setLastModifiedTime(folder.resolve("a.csv"), FileTime.from(NOW.plusSeconds(2)));
        Files.delete(folder.resolve("b.csv"));
        assertThat(names(queue, 9, Long.MAX_VALUE)).isEmpty();
        assertThat(queue.take(9, Long.MAX_VALUE, file -> true))
                .containsExactly(new LandedFile("a.csv", 6, NOW.plusSeconds(2).toEpochMilli(), null));
    }

    @Test
    void whatTheGateHoldsBackHoldsUpNothing() throws IOException {
        FileQueue queue = queue(Duration.ZERO);
        file("held.csv", NOW);
        file("free.csv", NOW.plusSeconds(1));
        gate.held.add("held.csv");
        assertThat(names(queue, 1, Long.MAX_VALUE)).containsExactly("free.csv");
        gate.held.clear();
        assertThat(names(queue, 1, Long.MAX_VALUE)).containsExactly("held.csv");
    }

    @Test
    void onlyTheOldestOfVeryManyAreHeldAndAllAreTold() throws IOException {
        FileQueue queue = queue(Duration.ZERO);
        int files = FileQueue.HELD_AT_MOST + 50;
        for (int i = 0; i < files; i++) {
            file(i + ".csv", NOW.plusMillis(files - i));
        }
        List<String> taken = new ArrayList<>(names(queue, FileQueue.HELD_AT_MOST, Long.MAX_VALUE));
        assertThat(gate.waiting).isEqualTo(50);
        assertThat(gate.oldest)
                .as("the oldest of those that the queue does not hold")
                .hasValue(NOW.plusMillis(files - 49).toEpochMilli());
        assertThat(taken)
                .hasSize(FileQueue.HELD_AT_MOST)
                .startsWith(files - 1 + ".csv")
                .endsWith("50.csv");
        for (String name : taken) {
            Files.delete(folder.resolve(name));
        }
        assertThat(names(queue, 100, Long.MAX_VALUE))
                .hasSize(50)
                .startsWith("49.csv")
                .endsWith("0.csv");
        assertThat(gate.waiting).isZero();
        assertThat(gate.oldest).isEmpty();
    }

    @Test
    void whatWaitsIsTold() throws IOException {
        FileQueue queue = queue(SETTLE);
        file("a.csv", NOW.plusSeconds(5));
        file("b.csv", NOW.plusSeconds(3));
        file("c.txt", NOW);
        queue.take(1, 1, file -> true);
        assertThat(gate.waiting).isEqualTo(2);
        assertThat(gate.oldest).hasValue(NOW.plusSeconds(3).toEpochMilli());
    }

    @Test
    void whatIsNotNextWaitsWithAllBehindIt() throws IOException {
        FileQueue queue = queue(Duration.ZERO);
        file("a.csv", NOW);
        file("b.csv", NOW.plusSeconds(1));
        file("c.csv", NOW.plusSeconds(2));
        gate.next = "a.csv";
        assertThat(names(queue, 3, Long.MAX_VALUE)).containsExactly("a.csv");
        assertThat(gate.waiting).isEqualTo(2);
        assertThat(queue.settled(file -> true)).isFalse();
        assertThat(queue.waitsForAnother()).isTrue();
        gate.next = null;
        assertThat(names(queue, 3, Long.MAX_VALUE)).containsExactly("b.csv", "c.csv");
    }

    @Test
    void filesOfFoldersBelowAreTakenUnderTheirPathsWhereThatIsAskedFor() throws IOException {
        file("a.csv", NOW);
        file("shop 1/ü/b.csv", NOW.minusSeconds(1));
        file("shop 1/notes.txt", NOW.minusSeconds(1));
        file("_temporary/0/c.csv", NOW);
        file("shop 1/.staging/d.csv", NOW);
        file("shop 1/_e.csv", NOW);
        file("new.tmp/f.csv", NOW);
        file("orders/g.csv", NOW);
        Files.createDirectories(folder.resolve("empty/one"));
        Files.createSymbolicLink(folder.resolve("shop 1/loop"), folder);
        gate.expected = "orders";
        assertThat(names(queue(Folders.local(folder), Duration.ZERO, true), 9, Long.MAX_VALUE))
                .containsExactly("shop 1/ü/b.csv", "a.csv");
        assertThat(gate.leftAlone).isEqualTo(1);
        assertThat(names(queue(Duration.ZERO), 9, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void foldersOfOtherStreamsAreTheirs() throws IOException {
        file("orders/a.csv", NOW);
        file("orders/below/b.csv", NOW);
        file("orders/.tidegate", NOW);
        file("orders/.unpacking-0123456789ab01234567-a.zip!1.csv", NOW);
        file("orders2/c.csv", NOW);
        file(".tidegate", NOW);
        FileQueue queue = queue(Folders.local(folder), Duration.ZERO, true);
        assertThat(names(queue, 9, Long.MAX_VALUE)).containsExactly("orders2/c.csv");
        queue.look();
        assertThat(names(queue, 9, Long.MAX_VALUE)).isEmpty();
        Files.delete(folder.resolve("orders/.tidegate"));
        queue.look();
        assertThat(names(queue, 9, Long.MAX_VALUE)).containsExactly("orders/a.csv", "orders/below/b.csv");
    }

    @Test
    void foldersMayComeAndGoAndFilesMayTakeTheirPlace() throws IOException {
        FileQueue queue = queue(Folders.local(folder), Duration.ZERO, true);
        assertThat(names(queue, 9, Long.MAX_VALUE)).isEmpty();
        file("a/b/1.csv", NOW);
        file("a/b/2.csv", NOW);
        queue.look();
        Files.delete(folder.resolve("a/b/1.csv"));
        Files.delete(folder.resolve("a/b/2.csv"));
        Files.delete(folder.resolve("a/b"));
        file("a/b", NOW);
        assertThat(names(queue, 9, Long.MAX_VALUE)).isEmpty();
        Files.delete(folder.resolve("a/b"));
        file("a/b/3.csv", NOW);
        queue.look();
        assertThat(names(queue, 9, Long.MAX_VALUE)).containsExactly("a/b/3.csv");
    }

    @Test
    void namesThatTheJobGivesAreReadInFoldersBelow() throws IOException {
        file("shop/recovered-9-a.csv", NOW.plusSeconds(2));
        file("recovered-10-b.csv", NOW.plusSeconds(1));
        file("c.csv", NOW);
        assertThat(names(queue(Folders.local(folder), Duration.ZERO, true), 9, Long.MAX_VALUE))
                .containsExactly("shop/recovered-9-a.csv", "recovered-10-b.csv", "c.csv");
        assertThat(LandingNames.recovered(7, 0, "shop/x/a.csv")).isEqualTo("shop/x/recovered-7-a.csv");
        assertThat(LandingNames.recovered(8, 0, "shop/recovered-7-a.csv")).isEqualTo("shop/recovered-7-a.csv");
        assertThat(LandingNames.putBack(7, "shop/a.zip.unpacked")).isEqualTo("shop/put-back-7-a.zip");
        assertThat(LandingNames.isPart("shop/a.zip!b.csv")).isTrue();
        assertThat(LandingNames.isPart("a.zip!b/c.csv")).isFalse();
        assertThat(LandingNames.archiveOf("a.zip!b/c.zip!d.csv")).isEqualTo("a.zip!b/c.zip");
        assertThat(LandingNames.delivered("put-back-1-x/put-back-2-a.csv")).isEqualTo("a.csv");
    }

    @Test
    void longNameThatTheJobPutBackIsTakenWholeAndOtherFoldersAreTold() throws IOException {
        String name = "x".repeat(120) + "-orders-" + "y".repeat(120) + ".csv";
        String recovered = LandingNames.recovered(9, 1, name);
        assertThat(recovered).isEqualTo("recovered-9~1-/" + name);
        assertThat(LandingNames.delivered(recovered)).isEqualTo(name);
        assertThat(LandingNames.recovered(12, 0, recovered)).isEqualTo(recovered);
        String goneOn = LandingNames.putBack(7, "shop/" + name);
        assertThat(goneOn).isEqualTo("shop/put-back-7-/" + name);
        assertThat(LandingNames.putBack(8, goneOn)).isEqualTo("shop/put-back-8-/" + name);
        assertThat(LandingNames.recovered(12, 0, goneOn)).isEqualTo("shop/recovered-12-/" + name);
        file("recovered-10-b.csv", NOW.minusSeconds(1));
        file("old.csv", Instant.EPOCH);
        file(recovered, NOW);
        file(goneOn, NOW);
        file("put-back-x-/a.csv", NOW);
        assertThat(names(queue(Duration.ZERO), 9, Long.MAX_VALUE))
                .containsExactly(recovered, "recovered-10-b.csv", "old.csv");
        assertThat(names(queue(Folders.local(folder), Duration.ZERO, true), 9, Long.MAX_VALUE))
                .containsExactly("put-back-x-/a.csv", goneOn);
    }

    /** The job makes none below another, nor where another stream has its folder. */
    @Test
    void foldersThatOnlyLookAsIfTheJobHadMadeThemAreLookedIntoLikeOthers() throws IOException {
        file("recovered-5-/recovered-6-/a.csv", NOW);
        file("put-back-7-/shop/b.csv", NOW);
        file("put-back-8-/c.csv", NOW);
        file("put-back-9-/.tidegate", NOW);
        file("put-back-9-/d.csv", NOW);
        file("put-back-10-/e.csv", NOW);
        file("put-back-10-/two\nlines.csv", NOW);
        file("put-back-10-/notes.txt", NOW.minusSeconds(9));
        Files.createSymbolicLink(folder.resolve("recovered-11-"), folder.resolve("put-back-10-"));
        gate.expected = "put-back-8-";
        assertThat(names(queue(Duration.ZERO), 9, Long.MAX_VALUE))
                .containsExactly("put-back-10-/e.csv", "put-back-10-/two\nlines.csv");
        assertThat(gate.leftAlone).isEqualTo(1);
    }

    /** One that nobody takes away must not make each look one at the whole folder. */
    @Test
    void loadedFileInAFolderOfItsOwnKeepsNoLookFromBeginningWhereTheLastEnded() throws IOException {
        List<String> after = new ArrayList<>();
        FileQueue queue = queue(inOrder(after), Duration.ZERO, false, true);
        file("z0.csv", NOW);
        file("put-back-7-/a.csv", NOW.plusSeconds(1));
        assertThat(names(queue, 9, Long.MAX_VALUE)).containsExactly("z0.csv", "put-back-7-/a.csv");
        queue.look();
        assertThat(after).isEmpty();
        queue.look();
        assertThat(after).containsExactly("z0.csv");
    }

    @Test
    void fileInAFolderOfItsOwnIsSeenByEachLookUntilItIsLoaded() throws IOException {
        List<String> after = new ArrayList<>();
        FileQueue queue = queue(inOrder(after), Duration.ZERO, false, true);
        file("z0.csv", NOW);
        file("put-back-7-/a.csv", NOW.plusSeconds(1));
        assertThat(names(queue, 1, Long.MAX_VALUE)).containsExactly("z0.csv");
        for (int look = 0; look < 3; look++) {
            queue.look();
            assertThat(queue.size()).isEqualTo(1);
        }
        assertThat(names(queue, 1, Long.MAX_VALUE)).containsExactly("put-back-7-/a.csv");
    }

    /** The real folder, as one of which listings show names in order. */
    private Folder inOrder(List<String> after) {
        Folder disk = Folders.local(folder);
        return (Folder) Proxy.newProxyInstance(
                Folder.class.getClassLoader(), new Class<?>[] {Folder.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("listsInOrder")) {
                        return true;
                    }
                    if (method.getName().equals("listAfter")) {
                        after.add((String) arguments[0]);
                        disk.list("", name -> name.compareTo((String) arguments[0]) > 0, (Folder.Visitor) arguments[3]);
                        return null;
                    }
                    return method.invoke(disk, arguments);
                });
    }

    @Test
    void whereTheLastDeliveredWinsEachLookIsWhole() throws IOException {
        Folder inOrder = inOrder(new ArrayList<>());
        for (boolean wins : new boolean[] {false, true}) {
            gate.lastDeliveredWins = wins;
            gate.offered.clear();
            Files.deleteIfExists(folder.resolve("a.csv"));
            Files.deleteIfExists(folder.resolve("z1.csv"));
            FileQueue queue = queue(inOrder, Duration.ZERO, false, true);
            file("z0.csv", NOW);
            assertThat(names(queue, 9, Long.MAX_VALUE)).containsExactly("z0.csv");
            queue.look();
            file("a.csv", NOW.plusSeconds(1));
            file("z1.csv", NOW.plusSeconds(2));
            queue.look();
            assertThat(names(queue, 1, Long.MAX_VALUE)).containsExactly(wins ? "a.csv" : "z1.csv");
        }
    }

    /** A store that does not answer is waited for by each question: the next look asks for the next file. */
    @Test
    void takingEndsWithTheFirstFileThatCannotBeReached() throws IOException {
        Folder disk = Folders.local(folder);
        int[] asked = new int[1];
        Folder unreachable = (Folder) Proxy.newProxyInstance(
                Folder.class.getClassLoader(), new Class<?>[] {Folder.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("stat") && gate.expected == null) {
                        asked[0]++;
                        throw new IOException("no answer");
                    }
                    return method.invoke(disk, arguments);
                });
        for (int i = 0; i < 5; i++) {
            file(i + ".csv", NOW.plusSeconds(i));
        }
        FileQueue queue = queue(unreachable, Duration.ZERO, false);
        gate.mayBeUnreadable = true;
        assertThat(names(queue, 9, Long.MAX_VALUE)).isEmpty();
        assertThat(asked[0]).isEqualTo(1);
        assertThat(names(queue, 9, Long.MAX_VALUE)).isEmpty();
        assertThat(asked[0]).isEqualTo(2);
        assertThat(gate.held).containsExactlyInAnyOrder("0.csv", "1.csv");
        gate.expected = "";
        assertThat(names(queue, 9, Long.MAX_VALUE)).containsExactly("2.csv", "3.csv", "4.csv");
    }

    private FileQueue queue(Duration settle) {
        return queue(Folders.local(folder), settle, false);
    }

    private FileQueue queue(Folder input, Duration settle, boolean recursive) {
        return queue(input, settle, recursive, false);
    }

    private FileQueue queue(Folder input, Duration settle, boolean recursive, boolean leave) {
        return new FileQueue(
                input,
                LandingNames::areTaken,
                gate,
                settle,
                Clock.fixed(NOW, ZoneOffset.UTC),
                () -> nanos++,
                new Unzipping(input, Clock.fixed(NOW, ZoneOffset.UTC), true),
                recursive,
                leave);
    }

    private void file(String name, Instant modified) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), "x");
        Files.setLastModifiedTime(folder.resolve(name), FileTime.from(modified));
    }

    /** Takes files and, as the job does with those that it has loaded, sees to it that they are not offered again. */
    private List<String> names(FileQueue queue, int maxFiles, long maxBytes) throws IOException {
        List<LandedFile> files = queue.take(maxFiles, maxBytes, file -> true);
        gate.offered(files);
        return files.stream().map(LandedFile::name).toList();
    }

    private static final class Gate implements LandingGate {

        private final Set<String> held = new HashSet<>();
        private final Set<LandedFile> offered = new HashSet<>();
        private String next;
        private String expected;
        private boolean mayBeUnreadable;
        private boolean lastDeliveredWins;
        private long waiting;
        private long leftAlone;
        private OptionalLong oldest = OptionalLong.empty();

        @Override
        public boolean open() {
            return true;
        }

        @Override
        public boolean admits(LandedFile file) {
            return !held.contains(file.name()) && !offered.contains(file);
        }

        @Override
        public boolean loadsInOrder() {
            return lastDeliveredWins;
        }

        @Override
        public Set<LandedFile> loaded(List<LandedFile> files) {
            Set<LandedFile> loaded = new HashSet<>(files);
            loaded.retainAll(offered);
            return loaded;
        }

        @Override
        public boolean isNext(LandedFile file) {
            return next == null || next.equals(file.name());
        }

        @Override
        public void offered(List<LandedFile> files) {
            offered.addAll(files);
        }

        @Override
        public void unreadable(LandedFile file, String why) {
            if (!mayBeUnreadable) {
                throw new AssertionError(file + ": " + why);
            }
            held.add(file.name());
        }

        @Override
        public boolean expects(String name) {
            return name.equals(expected);
        }

        @Override
        public void leftAlone(long files) {
            leftAlone = files;
        }

        @Override
        public void waiting(long files, OptionalLong oldestModifiedMillis) {
            waiting = files;
            oldest = oldestModifiedMillis;
        }

        @Override
        public void pause(Duration duration) {
            throw new AssertionError("A queue does not wait");
        }
    }
}
