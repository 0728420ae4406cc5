package dev.tidegate.ingest.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.archive.FileMove.Care;
import dev.tidegate.ingest.archive.FileMove.Result;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.merge.LedgerFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a producer does to a file around its move, its bytes are in the input folder or in the archive. */
class FileMoveTest {

    private static final Instant MODIFIED = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    Path root;

    private Folder input;
    private FileMove move;

    @BeforeEach
    void open() throws IOException {
        input = Folders.local(root.resolve("in"));
        input.create();
        move = new FileMove(input, Folders.local(root.resolve("archive")), Folders.local(root.resolve("quarantine")));
    }

    @Test
    void loadedFileGoesToTheArchiveAndARefusedOneToQuarantine() throws Exception {
        LedgerFile loaded = file(1, "a.csv", "one", false);
        LedgerFile refused = file(2, "b.csv", "two", true);
        assertThat(move.move(loaded, Care.JUST_LOADED)).isEqualTo(new Result(loaded, null));
        assertThat(move.move(refused, Care.FROM_BEFORE)).isEqualTo(new Result(refused, null));
        assertThat(root.resolve("archive/2026-03-01/1-a.csv")).hasContent("one");
        assertThat(root.resolve("quarantine/2026-03-01/2-b.csv")).hasContent("two");
        assertThat(root.resolve("in")).isEmptyDirectory();
    }

    @Test
    void fileOfAFolderBelowKeepsItsPathAndWhatReplacedItIsPutBackBesideIt() throws Exception {
        Files.createDirectories(root.resolve("in/shop 1"));
        LedgerFile file = file(1, "shop 1/a.csv", "one", "2026-03-01/shop 1/1-a.csv");
        assertThat(move.move(file, Care.JUST_LOADED)).isEqualTo(new Result(file, null));
        assertThat(root.resolve("archive/2026-03-01/shop 1/1-a.csv")).hasContent("one");
        move.sync(List.of(new Result(file, null)));
        Files.writeString(root.resolve("archive/2026-03-01/shop 1/1-a.csv"), "one and more");
        write("shop 1/a.csv", "another", MODIFIED);
        assertThat(move.recheck(file)).isEqualTo(new Result(file, null));
        assertThat(root.resolve("in/shop 1/a.csv")).hasContent("another");
        assertThat(root.resolve("in/shop 1/put-back-1-a.csv")).hasContent("one and more");
        assertThat(root.resolve("archive/2026-03-01/shop 1/1-a.csv")).hasContent("one");

        LedgerFile last = file(2, "shop 1/b.csv", "two", "2026-03-01/shop 1/2-b.csv");
        move.move(last, Care.FROM_BEFORE);
        Files.delete(root.resolve("in/shop 1/a.csv"));
        Files.delete(root.resolve("in/shop 1/put-back-1-a.csv"));
        Files.delete(root.resolve("in/shop 1"));
        move.sync(List.of(new Result(last, null)));
        Files.writeString(root.resolve("archive/2026-03-01/shop 1/2-b.csv"), "too long");
        move.recheck(last);
        assertThat(root.resolve("in/shop 1/b.csv")).hasContent("too long");
    }

    @Test
    void fileIsDeletedOnlyIfItIsWhatWasLoaded() throws Exception {
        FileMove deleting = new FileMove(
                input, Folders.local(root.resolve("archive")), Folders.local(root.resolve("quarantine")), true);
        LedgerFile file = file(1, "a.csv", "one", false);
        assertThat(deleting.move(file, Care.JUST_LOADED)).isEqualTo(new Result(file, null, true));
        assertThat(root.resolve("in")).isEmptyDirectory();
        assertThat(deleting.move(file, Care.FROM_BEFORE)).isEqualTo(new Result(file, null, true));

        LedgerFile replaced = file(2, "b.csv", "two", false);
        write("b.csv", "owt", MODIFIED);
        deleting.move(replaced, Care.FROM_BEFORE);
        assertThat(root.resolve("in/b.csv")).hasContent("owt");
        write("b.csv", "other", MODIFIED);
        deleting.move(replaced, Care.JUST_LOADED);
        assertThat(root.resolve("in/b.csv")).hasContent("other");

        LedgerFile refused = file(3, "c.csv", "bad", true);
        assertThat(deleting.move(refused, Care.JUST_LOADED)).isEqualTo(new Result(refused, null));
        assertThat(root.resolve("quarantine/2026-03-01/3-c.csv")).hasContent("bad");
    }

    @Test
    void otherBytesOfEqualSizeAndTimeAreNotDeleted() throws Exception {
        FileMove deleting = new FileMove(
                input, Folders.local(root.resolve("archive")), Folders.local(root.resolve("quarantine")), true);
        LedgerFile file = file(1, "a.csv", "AAAA", false);
        write("a.csv", "BBBB", MODIFIED);
        assertThat(deleting.move(file, Care.JUST_LOADED)).isEqualTo(new Result(file, null, true));
        assertThat(root.resolve("in/a.csv")).hasContent("BBBB");

        LedgerFile cutOff = file(2, "b.csv", "AAAA", false);
        Files.delete(root.resolve("in/b.csv"));
        write(".deleting-2", "BBBB", MODIFIED);
        deleting.move(cutOff, Care.FROM_BEFORE);
        assertThat(root.resolve("in/b.csv")).hasContent("BBBB");
        assertThat(root.resolve("in/.deleting-2")).doesNotExist();
    }

    @Test
    void fileThatACutOffMoveCopiedIsDeletedFromInputAndStaysInTheArchive() throws Exception {
        FileMove deleting = new FileMove(
                input, Folders.local(root.resolve("archive")), Folders.local(root.resolve("quarantine")), true);
        LedgerFile file = file(1, "a.csv", "one", false);
        Files.createDirectories(root.resolve("archive/2026-03-01"));
        Files.writeString(root.resolve("archive/2026-03-01/1-a.csv"), "one");
        assertThat(deleting.move(file, Care.FROM_BEFORE)).isEqualTo(new Result(file, null));
        assertThat(root.resolve("in")).isEmptyDirectory();
        assertThat(root.resolve("archive/2026-03-01/1-a.csv")).hasContent("one");

        LedgerFile placed = file(2, "b.csv", "two", false);
        Files.writeString(root.resolve("archive/2026-03-01/2-b.csv"), "precious");
        Files.writeString(root.resolve("archive/2026-03-01/2~1-b.csv"), "two");
        Result result = deleting.move(placed, Care.FROM_BEFORE);
        assertThat(result.deleted()).isFalse();
        assertThat(result.file().archivePath()).isEqualTo("2026-03-01/2~1-b.csv");
        assertThat(root.resolve("in")).isEmptyDirectory();

        LedgerFile other = file(3, "c.csv", "three", false);
        Files.writeString(root.resolve("archive/2026-03-01/3-c.csv"), "precious");
        assertThat(deleting.move(other, Care.FROM_BEFORE)).isEqualTo(new Result(other, null, true));
        assertThat(root.resolve("in")).isEmptyDirectory();
    }

    @Test
    void deletingThatWasCutOffIsFinishedAndWhatCameMeanwhileStays() throws Exception {
        FileMove deleting = new FileMove(
                input, Folders.local(root.resolve("archive")), Folders.local(root.resolve("quarantine")), true);
        LedgerFile file = file(1, "a.csv", "one", false);
        Files.move(root.resolve("in/a.csv"), root.resolve("in/.deleting-1"));
        write("a.csv", "new one", MODIFIED);
        assertThat(deleting.move(file, Care.FROM_BEFORE)).isEqualTo(new Result(file, null, true));
        assertThat(root.resolve("in/.deleting-1")).doesNotExist();
        assertThat(root.resolve("in/a.csv")).hasContent("new one");

        LedgerFile hidden = file(2, "b.csv", "two", false);
        Files.move(root.resolve("in/b.csv"), root.resolve("in/.deleting-2"));
        write(".deleting-2", "another that came just before", MODIFIED);
        deleting.move(hidden, Care.FROM_BEFORE);
        assertThat(root.resolve("in/b.csv")).hasContent("another that came just before");

        LedgerFile moved = file(3, "c.csv", "three", false);
        move.move(moved, Care.JUST_LOADED);
        assertThat(deleting.move(moved, Care.FROM_BEFORE)).isEqualTo(new Result(moved, null));
        assertThat(root.resolve("archive/2026-03-01/3-c.csv")).hasContent("three");
    }

    @Test
    void moveThatIsDoneIsDone() throws Exception {
        LedgerFile file = file(1, "a.csv", "one", false);
        move.move(file, Care.JUST_LOADED);
        assertThat(move.move(file, Care.FROM_BEFORE)).isEqualTo(new Result(file, null));
        assertThat(move.move(file, Care.JUST_LOADED)).isEqualTo(new Result(file, null));
    }

    @Test
    void newFileUnderTheNameStaysInInputWhereTheOldOneIsArchived() throws Exception {
        LedgerFile file = file(1, "a.csv", "one", false);
        move.move(file, Care.JUST_LOADED);
        write("a.csv", "new one", MODIFIED.plusSeconds(1));
        assertThat(move.move(file, Care.FROM_BEFORE)).isEqualTo(new Result(file, null));
        assertThat(root.resolve("in/a.csv")).hasContent("new one");
    }

    @Test
    void otherBytesOfEqualSizeAndTimeAreNotMovedAway() throws Exception {
        LedgerFile file = file(1, "a.csv", "one", false);
        write("a.csv", "two", MODIFIED);
        assertThat(move.move(file, Care.FROM_BEFORE).lost()).contains("replaced");
        assertThat(root.resolve("in/a.csv")).hasContent("two");
    }

    @Test
    void fileTakenAwayJustBeforeItsMoveIsGone() throws Exception {
        LedgerFile file = file(1, "a.csv", "one", false);
        Folder racing = before("move", () -> Files.delete(root.resolve("in/a.csv")));
        assertThat(over(racing).move(file, Care.JUST_LOADED).lost()).contains("went away");
    }

    @Test
    void placeThatIsTakenIsPassedOverAndFoundAgain() throws Exception {
        LedgerFile file = file(1, "a.csv", "one", false);
        Files.createDirectories(root.resolve("archive/2026-03-01"));
        Files.writeString(root.resolve("archive/2026-03-01/1-a.csv"), "precious");
        Result first = move.move(file, Care.JUST_LOADED);
        assertThat(first.file().archivePath()).isEqualTo("2026-03-01/1~1-a.csv");
        assertThat(move.move(file, Care.FROM_BEFORE)).isEqualTo(first);
        assertThat(root.resolve("archive/2026-03-01/1-a.csv")).hasContent("precious");
        assertThat(root.resolve("archive/2026-03-01/1~1-a.csv")).hasContent("one");
    }

    @Test
    void copyThatWasCutOffBeforeItsDeleteIsFinished() throws Exception {
        LedgerFile file = file(1, "a.csv", "one", false);
        Files.createDirectories(root.resolve("archive/2026-03-01"));
        Files.writeString(root.resolve("archive/2026-03-01/1-a.csv"), "one");
        assertThat(move.move(file, Care.FROM_BEFORE)).isEqualTo(new Result(file, null));
        assertThat(root.resolve("in")).isEmptyDirectory();
    }

    @Test
    void newFileThatComesWhileACutOffCopyIsFinishedIsNotDeleted() throws Exception {
        LedgerFile file = file(1, "a.csv", "one", false);
        Files.createDirectories(root.resolve("archive/2026-03-01"));
        Files.writeString(root.resolve("archive/2026-03-01/1-a.csv"), "one");
        Folder racing = before("move", () -> {
            if (Files.exists(root.resolve("in/a.csv"))) {
                Files.writeString(root.resolve("in/a.csv"), "new one");
            }
        });
        assertThat(over(racing).move(file, Care.FROM_BEFORE)).isEqualTo(new Result(file, null));
        assertThat(root.resolve("archive/2026-03-01/1-a.csv")).hasContent("one");
        assertThat(root.resolve("in/put-back-1-a.csv")).hasContent("new one");
    }

    @Test
    void archivedFileThatWasWrittenOnGoesBackAndWhatWasLoadedTakesItsPlace() throws Exception {
        LedgerFile file = file(1, "a.csv", "one", false);
        move.move(file, Care.JUST_LOADED);
        Path archived = root.resolve("archive/2026-03-01/1-a.csv");
        assertThat(move.recheck(file)).isEqualTo(new Result(file, null));
        Files.writeString(archived, "one and more");
        assertThat(move.recheck(file)).isEqualTo(new Result(file, null));
        assertThat(archived).hasContent("one");
        assertThat(root.resolve("in/a.csv")).hasContent("one and more");
    }

    @Test
    void fileThatGoesBackWhereANewOneLiesDoesNotOverwriteIt() throws Exception {
        LedgerFile file = file(1, "a.csv", "one", false);
        move.move(file, Care.JUST_LOADED);
        Files.writeString(root.resolve("archive/2026-03-01/1-a.csv"), "one and more");
        write("a.csv", "another", MODIFIED.plusSeconds(9));
        move.recheck(file);
        assertThat(root.resolve("in/a.csv")).hasContent("another");
        assertThat(root.resolve("in/put-back-1-a.csv")).hasContent("one and more");
        assertThat(root.resolve("archive/2026-03-01/1-a.csv")).hasContent("one");
    }

    @Test
    void fileOfALongNameThatGoesBackWhereANewOneLiesKeepsItsName() throws Exception {
        String name = "b".repeat(120) + "-orders-" + "e".repeat(120) + ".csv";
        LedgerFile file = file(1, name, "one", "2026-03-01/1~0-/" + name);
        move.move(file, Care.JUST_LOADED);
        Files.writeString(root.resolve("archive/2026-03-01/1~0-").resolve(name), "one and more");
        write(name, "another", MODIFIED.plusSeconds(9));
        move.recheck(file);
        assertThat(root.resolve("in").resolve(name)).hasContent("another");
        assertThat(root.resolve("in/put-back-1-").resolve(name)).hasContent("one and more");
    }

    @Test
    void copyOfALongNameThatWasCutOffLeavesNoFolder() throws Exception {
        String name = "b".repeat(120) + "-orders-" + "e".repeat(120) + ".csv";
        LedgerFile file = file(1, name, "one", "2026-03-01/1~0-/" + name);
        Files.createDirectories(root.resolve("archive/2026-03-01/1~0-"));
        Files.writeString(root.resolve("archive/2026-03-01/1~0-").resolve(name), "one");
        assertThat(move.move(file, Care.FROM_BEFORE)).isEqualTo(new Result(file, null));
        assertThat(root.resolve("in")).isEmptyDirectory();
    }

    /** Somebody may be faster, may put a file there, or may not let it go: each other move is made safe all the same. */
    @Test
    void folderOfOneFileThatStaysHoldsUpNothing() throws Exception {
        Path own = Files.createDirectories(root.resolve("in/put-back-1-"));
        LedgerFile file = file(2, "put-back-1-/a.csv", "one", "2026-03-01/put-back-1-/2-a.csv");
        Result moved = move.move(file, Care.JUST_LOADED);
        FileMove racing = over(before("delete", () -> Files.writeString(own.resolve("b.csv"), "came meanwhile")));
        racing.sync(List.of(moved));
        assertThat(own.resolve("b.csv")).hasContent("came meanwhile");
        over(before("delete", () -> Files.delete(own))).sync(List.of(moved));
        Files.delete(own.resolve("b.csv"));
        over(before("delete", () -> {
                    throw new AccessDeniedException(own.toString());
                }))
                .sync(List.of(moved));
        assertThat(own).isEmptyDirectory();
        over(before("delete", () -> Files.delete(own))).sync(List.of(moved));
        assertThat(own).doesNotExist();
        move.sync(List.of(moved));
        over(before("list", () -> {
                    throw new FileNotFoundException(own.toString());
                }))
                .sync(List.of(moved));
    }

    @Test
    void producersFolderThatIsCalledSoStaysAsLongAsSomethingLiesInIt() throws Exception {
        for (String name : List.of("recovered-5-/a.csv", "recovered-5-/put-back-6-/b.csv", "recovered-5-/.c.csv.tmp")) {
            Files.createDirectories(root.resolve("in").resolve(name).getParent());
            write(name, "x", MODIFIED);
        }
        LedgerFile first = file(1, "recovered-5-/a.csv", "one", "2026-03-01/recovered-5-/1-a.csv");
        move.sync(List.of(move.move(first, Care.JUST_LOADED)));
        LedgerFile second = file(2, "recovered-5-/put-back-6-/b.csv", "two", "2026-03-01/x/2-b.csv");
        move.sync(List.of(move.move(second, Care.JUST_LOADED)));
        assertThat(root.resolve("in/recovered-5-/put-back-6-")).doesNotExist();
        assertThat(root.resolve("in/recovered-5-/.c.csv.tmp")).hasContent("x");
    }

    @Test
    void archivedFileThatIsNotThereAnyMoreIsNobodysLoss() throws Exception {
        LedgerFile file = file(1, "a.csv", "one", false);
        move.move(file, Care.JUST_LOADED);
        Files.delete(root.resolve("archive/2026-03-01/1-a.csv"));
        assertThatThrownBy(() -> move.recheck(file)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void archivedFileThatACrashLeftSentBackIsReplaced() throws Exception {
        LedgerFile file = file(1, "a.csv", "one", false);
        move.move(file, Care.JUST_LOADED);
        Files.delete(root.resolve("archive/2026-03-01/1-a.csv"));
        write("a.csv", "other", MODIFIED.plusSeconds(9));
        assertThat(move.recheck(file).lost()).contains("replaced");
    }

    private FileMove over(Folder racing) {
        return new FileMove(racing, Folders.local(root.resolve("archive")), Folders.local(root.resolve("quarantine")));
    }

    private LedgerFile file(long id, String name, String content, String archivePath) throws Exception {
        LedgerFile file = file(id, name, content, false);
        return new LedgerFile(id, name, file.stat(), false, file.sha256(), archivePath);
    }

    private LedgerFile file(long id, String name, String content, boolean quarantined) throws Exception {
        write(name, content, MODIFIED);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8)));
        FileStat stat = new FileStat(content.length(), MODIFIED.toEpochMilli());
        return new LedgerFile(id, name, stat, quarantined, sha256, "2026-03-01/" + id + "-" + name);
    }

    private void write(String name, String content, Instant modified) throws IOException {
        Path path = Files.writeString(root.resolve("in").resolve(name), content);
        Files.setLastModifiedTime(path, FileTime.from(modified));
    }

    private interface Step {
        void run() throws IOException;
    }

    /** The real input folder, on which something happens just before a method does its work. */
    private Folder before(String method, Step step) {
        return (Folder) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Folder.class}, (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        step.run();
                    }
                    // A move within the folder names it as its target, too.
                    Object[] real = Stream.ofNullable(arguments)
                            .flatMap(Stream::of)
                            .map(argument -> argument == proxy ? input : argument)
                            .toArray();
                    try {
                        return called.invoke(input, real);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
