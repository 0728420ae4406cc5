package dev.tidegate.ingest.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listing, reading and moving on the local disk. */
class LocalFolderTest {

    @TempDir
    Path root;

    private Folder folder;
    private Folder other;

    @BeforeEach
    void open() throws IOException {
        folder = Folders.local(root.resolve("in"));
        other = Folders.local(root.resolve("out"));
        folder.create();
        folder.create();
    }

    @Test
    void filesAreShownWithSizeAndTimeAndTheRestWithWhatItIs() throws IOException {
        Path file = write("in/a.csv", "abc");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-03-01T10:00:00.123456Z")));
        write("in/unasked.txt", "");
        Files.createDirectory(root.resolve("in/folder.csv"));
        Files.createSymbolicLink(root.resolve("in/link.csv"), file);
        List<String> shown = new ArrayList<>();
        folder.list("", name -> name.endsWith(".csv"), new Folder.Visitor() {
            @Override
            public void file(String name, FileStat stat) {
                shown.add(name + " " + stat.size() + " " + stat.modifiedMillis());
            }

            @Override
            public void other(String name, String why) {
                shown.add(name + ": " + why);
            }
        });
        assertThat(shown)
                .containsExactlyInAnyOrder(
                        "a.csv 3 1772359200123", "folder.csv: it is a folder", "link.csv: it is a symbolic link");
    }

    @Test
    void whatLiesBelowIsShownByItsPathAndLinksAreNotFollowed() throws IOException {
        write("in/a.csv", "1");
        Files.createDirectories(root.resolve("in/x/y"));
        write("in/x/y/b.csv", "2");
        write("in/x/y/c.txt", "3");
        Files.createDirectories(root.resolve("in/_z"));
        write("in/_z/d.csv", "4");
        Files.createSymbolicLink(root.resolve("in/x/loop.csv"), root.resolve("in"));
        List<String> shown = new ArrayList<>();
        Folder.Visitor visitor = new Folder.Visitor() {
            @Override
            public void file(String name, FileStat stat) {
                shown.add(name);
            }

            @Override
            public void other(String name, String why) {
                shown.add(name + ": " + why);
            }
        };
        folder.listBelow("", path -> !path.startsWith("_"), name -> name.endsWith(".csv"), visitor);
        assertThat(shown).containsExactlyInAnyOrder("a.csv", "x/y/b.csv", "x/loop.csv: it is a symbolic link");
        shown.clear();
        folder.listBelow("x", path -> true, name -> true, visitor);
        assertThat(shown).containsExactlyInAnyOrder("y/b.csv", "y/c.txt", "loop.csv: it is a symbolic link");
        assertThatThrownBy(() -> folder.listBelow("none", path -> true, name -> true, visitor))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void onlyRegularFilesHaveAStat() throws IOException {
        write("in/a.csv", "abc");
        Files.createDirectory(root.resolve("in/folder.csv"));
        Files.createSymbolicLink(root.resolve("in/link.csv"), root.resolve("in/a.csv"));
        assertThat(folder.stat("a.csv")).map(FileStat::size).hasValue(3L);
        assertThat(folder.stat("folder.csv")).isEmpty();
        assertThat(folder.stat("link.csv")).isEmpty();
        assertThat(folder.stat("missing.csv")).isEmpty();
    }

    @Test
    void fileIsReadFromAnOffsetOn() throws IOException {
        write("in/a.csv", "abc");
        try (InputStream in = folder.open("a.csv", 1)) {
            assertThat(in.readAllBytes()).asString().isEqualTo("bc");
        }
        Files.createSymbolicLink(root.resolve("in/link.csv"), root.resolve("in/a.csv"));
        assertThatThrownBy(() -> folder.open("link.csv", 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> folder.open("missing.csv", 0)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void moveMakesTheFoldersOnTheWayAndKeepsTheTime() throws IOException {
        Path file = write("in/a.csv", "abc");
        FileStat before = folder.stat("a.csv").orElseThrow();
        folder.move("a.csv", other, "2026-03-01/7-a.csv");
        assertThat(file).doesNotExist();
        assertThat(other.stat("2026-03-01/7-a.csv")).hasValue(before);
        assertThat(other.subFolders()).containsExactly("2026-03-01");
        other.sync("2026-03-01");
        folder.sync("");
    }

    @Test
    void moveNeverOverwrites() throws IOException {
        write("in/a.csv", "new");
        write("out/a.csv", "old");
        assertThatThrownBy(() -> folder.move("a.csv", other, "a.csv")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(root.resolve("out/a.csv")).hasContent("old");
        assertThat(root.resolve("in/a.csv")).hasContent("new");
    }

    @Test
    void moveOfNothingSaysSo() {
        assertThatThrownBy(() -> folder.move("a.csv", other, "a.csv")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatIsGivenBackOverwritesNothing() throws IOException {
        write("in/a.csv", "archived");
        folder.giveBack("a.csv", other, "a.csv");
        assertThat(root.resolve("in/a.csv")).doesNotExist();
        assertThat(root.resolve("out/a.csv")).hasContent("archived");
        write("in/a.csv", "archived later");
        assertThatThrownBy(() -> folder.giveBack("a.csv", other, "a.csv"))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(root.resolve("in/a.csv")).hasContent("archived later");
        assertThat(root.resolve("out/a.csv")).hasContent("archived");
        folder.giveBack("a.csv", other, "b.csv");
        assertThat(root.resolve("in/a.csv")).doesNotExist();
        assertThat(root.resolve("out/b.csv")).hasContent("archived later");
    }

    @Test
    void ofSeveralWhoWriteANewFileAtOnceOneDoes() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 50; round++) {
                String name = "new-" + round;
                CyclicBarrier together = new CyclicBarrier(4);
                List<Future<Boolean>> written = new ArrayList<>();
                for (int writer = 0; writer < 4; writer++) {
                    byte[] content = "writer %d".formatted(writer).getBytes(StandardCharsets.UTF_8);
                    written.add(threads.submit(() -> {
                        together.await();
                        try {
                            folder.writeNew(name, new ByteArrayInputStream(content));
                            return true;
                        } catch (FileAlreadyExistsException e) {
                            return false;
                        }
                    }));
                }
                int writer = -1;
                for (int place = 0; place < 4; place++) {
                    if (written.get(place).get()) {
                        assertThat(writer).as("the other one who wrote it").isNegative();
                        writer = place;
                    }
                }
                assertThat(root.resolve("in").resolve(name)).hasContent("writer " + writer);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(root.resolve("in").toFile().list()).hasSize(50);
    }

    @Test
    void tasksGetTheFolderFromTheDriver() throws Exception {
        write("in/a.csv", "abc");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(folder);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(((Folder) in.readObject()).stat("a.csv")).isPresent();
        }
    }

    private Path write(String name, String content) throws IOException {
        Path path = root.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }
}
