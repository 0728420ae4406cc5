package dev.tidegate.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Folders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever dies while an archive is taken apart: each of its files is one of the folder, once. */
class UnzippingTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Set<String> CHANGES = Set.of("write", "move", "giveBack", "touch", "sync", "delete");

    @TempDir
    private Path root;

    /** A power cut. */
    private static final class Cut extends Error {
        private static final long serialVersionUID = 1;
    }

    /** The folder, until so many changes have been made to it. */
    private static Folder dying(Path root, int changes) {
        Folder real = Folders.local(root);
        int[] left = {changes};
        return (Folder) Proxy.newProxyInstance(
                UnzippingTest.class.getClassLoader(), new Class<?>[] {Folder.class}, (proxy, method, arguments) -> {
                    if (CHANGES.contains(method.getName()) && --left[0] < 0) {
                        throw new Cut();
                    }
                    try {
                        Object[] onReal = arguments == null ? null : arguments.clone();
                        for (int i = 0; onReal != null && i < onReal.length; i++) {
                            onReal[i] = onReal[i] == proxy ? real : onReal[i];
                        }
                        return method.invoke(real, onReal);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(("id\n" + name + "\n").getBytes(UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static void deliver(Path folder, String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
        Files.setLastModifiedTime(folder.resolve(name), FileTime.from(NOW.minusSeconds(100)));
    }

    /** A job that lists the folder, takes archives apart, and takes away what it would load: names of that, in order. */
    private static final class Job {
        private final Path root;
        private final Folder folder;
        private final Unzipping unzipping;
        private final List<String> loaded;

        Job(Path root, Folder folder, Clock clock, List<String> loaded) {
            this.root = root;
            this.folder = folder;
            this.unzipping = new Unzipping(folder, clock, true);
            this.loaded = loaded;
        }

        /** One look; whether anything was done. */
        boolean look() throws IOException {
            List<LandedFile> there = new ArrayList<>();
            unzipping.look();
            folder.list("", name -> true, new Folder.Visitor() {
                @Override
                public void file(String name, FileStat stat) {
                    if (!unzipping.sees(name) && LandingNames.areTaken(name)) {
                        there.add(LandedFile.of(name, stat));
                    }
                }

                @Override
                public void other(String name, String why) {
                    throw new AssertionError(name + why);
                }
            });
            there.removeIf(file -> unzipping.waits(file.name()));
            there.sort(LandedFile.OLDEST_FIRST);
            if (!there.isEmpty()) {
                LandedFile file = there.get(0);
                if (unzipping.takeApart(file, false) == Unzipping.Outcome.ONE_FILE) {
                    loaded.add(file.name() + "@" + file.modifiedMillis());
                    Files.delete(root.resolve(file.name()));
                }
            }
            return unzipping.goOn() || !there.isEmpty();
        }

        void run() throws IOException {
            for (int looks = 0; look(); looks++) {
                assertThat(looks).as("looks; loaded %s", loaded).isLessThan(50);
            }
        }
    }

    private static Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whicheverChangeIsTheLastEachFileIsLoadedOnceAndTheArchiveBehindThem() throws IOException {
        long modified = NOW.minusSeconds(100).toEpochMilli();
        int changes = 0;
        boolean died = true;
        while (died) {
            Path folder = Files.createDirectory(root.resolve("cut-" + changes));
            deliver(folder, "a.zip", zip("1.csv", "2.csv", "3.csv"));
            List<String> loaded = new ArrayList<>();
            try {
                new Job(folder, dying(folder, changes), clock(), loaded).run();
                died = false;
            } catch (Cut cut) {
                new Job(folder, Folders.local(folder), clock(), loaded).run();
            }
            assertThat(loaded)
                    .as("the power went after %d changes", changes)
                    .containsExactly(
                            "a.zip!1.csv@" + modified,
                            "a.zip!2.csv@" + modified,
                            "a.zip!3.csv@" + modified,
                            "a.zip.unpacked@" + modified);
            assertThat(names(folder)).allMatch(name -> name.startsWith(".unpacking-"));
            changes++;
        }
        assertThat(changes).isGreaterThan(12);
    }

    /** A producer that replaces the archive in the moment in which it is renamed. */
    private static Folder replacing(Folder dying, Path folder, byte[] other) {
        boolean[] done = {false};
        return (Folder) Proxy.newProxyInstance(
                UnzippingTest.class.getClassLoader(), new Class<?>[] {Folder.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("move") && arguments[0].equals("a.zip") && !done[0]) {
                        done[0] = true;
                        deliver(folder, "a.zip", other);
                    }
                    try {
                        Object[] onDying = arguments == null ? null : arguments.clone();
                        for (int i = 0; onDying != null && i < onDying.length; i++) {
                            onDying[i] = onDying[i] == proxy ? dying : onDying[i];
                        }
                        return method.invoke(dying, onDying);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void anArchiveThatIsReplacedInTheLastMomentIsTheOneThatIsLoadedWhateverDies() throws IOException {
        int changes = 0;
        boolean died = true;
        while (died) {
            Path folder = Files.createDirectory(root.resolve("cut-" + changes));
            deliver(folder, "a.zip", zip("1.csv", "2.csv"));
            List<String> loaded = new ArrayList<>();
            byte[] other = zip("1.csv", "2.csv", "3.csv");
            try {
                new Job(folder, replacing(dying(folder, changes), folder, other), clock(), loaded).run();
                died = false;
            } catch (Cut cut) {
                new Job(folder, Folders.local(folder), clock(), loaded).run();
            }
            boolean replaced = loaded.stream().anyMatch(name -> name.startsWith("a.zip!3.csv@"));
            // Before the renaming the producer had not come.
            assertThat(replaced).as("after %d changes: %s", changes, loaded).isEqualTo(changes >= 5 || !died);
            assertThat(loaded).hasSize(replaced ? 4 : 3).doesNotHaveDuplicates();
            changes++;
        }
        assertThat(changes).isGreaterThan(10);
    }

    @Test
    void ofAnArchiveThatIsReplacedTwiceBothAreLoaded() throws IOException {
        deliver(root, "a.zip", zip("1.csv", "2.csv"));
        Folder real = Folders.local(root);
        Folder twice = (Folder) Proxy.newProxyInstance(
                UnzippingTest.class.getClassLoader(), new Class<?>[] {Folder.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("giveBack") && arguments[2].equals("a.zip")) {
                        deliver(root, "a.zip", zip("third.csv", "4.csv"));
                    }
                    try {
                        Object[] onReal = arguments == null ? null : arguments.clone();
                        for (int i = 0; onReal != null && i < onReal.length; i++) {
                            onReal[i] = onReal[i] == proxy ? real : onReal[i];
                        }
                        return method.invoke(real, onReal);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        List<String> loaded = new ArrayList<>();
        new Job(root, replacing(twice, root, zip("second.csv", "3.csv")), clock(), loaded).run();
        assertThat(loaded)
                .extracting(name -> name.replaceAll("put-back-[0-9]+-|@.*", ""))
                .containsExactlyInAnyOrder(
                        "a.zip!second.csv",
                        "a.zip!3.csv",
                        "a.zip.unpacked",
                        "a.zip!third.csv",
                        "a.zip!4.csv",
                        "a.zip.unpacked");
        assertThat(names(root)).isEmpty();
    }

    @Test
    void anArchiveThatItsProducerWentOnWritingIsDeliveredAnew() {
        assertThat(LandingNames.putBack(7, "a.zip.unpacked")).isEqualTo("put-back-7-a.zip");
        assertThat(LandingNames.putBack(7, "a.zip!1.csv")).isEqualTo("put-back-7-a.zip!1.csv");
    }

    @Test
    void whatADeadAttemptLeftIsRemovedADayLater() throws IOException {
        deliver(root, "a.zip", zip("1.csv", "2.csv"));
        assertThatThrownBy(() -> new Job(root, dying(root, 3), clock(), new ArrayList<>()).run())
                .isInstanceOf(Cut.class);
        List<String> loaded = new ArrayList<>();
        new Job(root, Folders.local(root), clock(), loaded).run();
        assertThat(loaded).hasSize(3);
        assertThat(names(root)).isNotEmpty();
        Clock later = Clock.fixed(NOW.plus(Duration.ofHours(25)), ZoneOffset.UTC);
        new Job(root, Folders.local(root), later, loaded).run();
        assertThat(names(root)).isEmpty();
        assertThat(loaded).hasSize(3);
    }

    @Test
    void whatADeathLeftOfHalfAPartIsRemovedADayLaterToo() throws IOException {
        deliver(root, "a.zip", zip("1.csv", "2.csv"));
        Folder real = Folders.local(root);
        boolean[] dead = {false};
        Folder dyingInAPart = (Folder) Proxy.newProxyInstance(
                UnzippingTest.class.getClassLoader(), new Class<?>[] {Folder.class}, (proxy, method, arguments) -> {
                    if (dead[0]) {
                        throw new Cut();
                    }
                    if (method.getName().equals("write")
                            && arguments[0].toString().endsWith("2.csv")) {
                        dead[0] = true;
                        InputStream half = new ByteArrayInputStream(new byte[] {'i', 'd'});
                        InputStream cut = new InputStream() {
                            @Override
                            public int read() {
                                throw new Cut();
                            }

                            @Override
                            public int read(byte[] buffer, int offset, int length) {
                                throw new Cut();
                            }
                        };
                        real.write(arguments[0].toString(), new SequenceInputStream(half, cut));
                    }
                    return method.invoke(real, arguments);
                });
        assertThatThrownBy(() -> new Job(root, dyingInAPart, clock(), new ArrayList<>()).run())
                .isInstanceOf(Cut.class);
        assertThat(names(root))
                .hasSize(3)
                .filteredOn(name -> name.startsWith("."))
                .hasSize(2);
        List<String> loaded = new ArrayList<>();
        Clock later = Clock.fixed(NOW.plus(Duration.ofHours(25)), ZoneOffset.UTC);
        new Job(root, real, later, loaded).run();
        assertThat(names(root)).isEmpty();
        assertThat(loaded).hasSize(3);
    }

    @Test
    void theNextArchiveOfANameWaitsForTheFilesOfTheFirst() throws IOException {
        deliver(root, "a.zip", zip("1.csv", "2.csv"));
        List<String> loaded = new ArrayList<>();
        Job job = new Job(root, Folders.local(root), clock(), loaded);
        assertThat(job.look()).isTrue();
        deliver(root, "a.zip", zip("1.csv", "3.csv"));
        job.run();
        assertThat(loaded)
                .extracting(name -> name.substring(0, name.indexOf('@')))
                .containsExactlyInAnyOrder(
                        "a.zip!1.csv", "a.zip!2.csv", "a.zip.unpacked", "a.zip!1.csv", "a.zip!3.csv", "a.zip.unpacked");
        assertThat(names(root)).isEmpty();
    }

    @Test
    void twoThatTakeOneArchiveApartTakeItOnce() throws IOException {
        deliver(root, "a.zip", zip("1.csv", "2.csv"));
        List<String> loaded = new ArrayList<>();
        Job other = new Job(root, Folders.local(root), clock(), loaded);
        // The other one begins, and is done, while the first writes its second part.
        Folder interrupted = (Folder) Proxy.newProxyInstance(
                UnzippingTest.class.getClassLoader(),
                new Class<?>[] {Folder.class},
                new java.lang.reflect.InvocationHandler() {
                    private int writes;

                    @Override
                    public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments)
                            throws Throwable {
                        if (method.getName().equals("write") && ++writes == 2) {
                            other.run();
                        }
                        Object[] onReal = arguments == null ? null : arguments.clone();
                        for (int i = 0; onReal != null && i < onReal.length; i++) {
                            onReal[i] = onReal[i] == proxy ? Folders.local(root) : onReal[i];
                        }
                        try {
                            return method.invoke(Folders.local(root), onReal);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                });
        new Job(root, interrupted, clock(), loaded).run();
        assertThat(new TreeSet<>(loaded)).hasSize(3);
        assertThat(loaded).hasSize(3);
        assertThat(names(root)).isEmpty();
    }

    @Test
    void aFileThatHasThePlaceOfAPartKeepsItUntilItIsMoved() throws IOException {
        deliver(root, "a.zip", zip("1.csv", "2.csv"));
        deliver(root, "a.zip!2.csv", "id\nforeign\n".getBytes(UTF_8));
        List<String> loaded = new ArrayList<>();
        new Job(root, Folders.local(root), clock(), loaded).run();
        assertThat(loaded).filteredOn(name -> name.startsWith("a.zip!2.csv")).hasSize(2);
        assertThat(names(root)).isEmpty();
    }

    @Test
    void anArchiveThatCannotBeTakenApartIsAFileByItself() throws IOException {
        byte[] whole = zip("1.csv", "2.csv");
        deliver(root, "cut.zip", java.util.Arrays.copyOf(whole, whole.length - 30));
        deliver(root, "empty.zip", zip());
        deliver(root, "text.zip", "id\n".getBytes(UTF_8));
        List<String> loaded = new ArrayList<>();
        new Job(root, Folders.local(root), clock(), loaded).run();
        assertThat(loaded).hasSize(3).allMatch(name -> name.matches("(cut|empty|text)\\.zip@.*"));
    }

    @Test
    void partsHaveTheFormatsOfTheirOwnNamesAndOfTheirArchives() {
        assertThat(LandingNames.forFormat("a.zip!in!b.csv")).containsExactly("a.zip!in!b.csv", "b.csv", "a.zip");
        assertThat(LandingNames.forFormat("put!b.csv")).containsExactly("put!b.csv");
        assertThat(LandingNames.archiveOf("recovered-7-A.ZIP!b.csv")).isEqualTo("recovered-7-A.ZIP");
        assertThat(LandingNames.archiveOf("a.zip.unpacked")).isEqualTo("a.zip");
        assertThat(Stream.of("a.zip", "a.csv.zip", "A.ZIP", "a.zip.unpacked", "a.zip!b.txt", "a.zip!c.zip")
                        .filter(LandingNames::areTaken))
                .hasSize(6);
        assertThat(Stream.of("a.zip!c.zip", "a.zip.unpacked", "a.csv", ".zip").filter(LandingNames::isArchive))
                .isEmpty();
    }
}
