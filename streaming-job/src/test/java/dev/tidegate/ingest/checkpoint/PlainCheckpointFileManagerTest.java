package dev.tidegate.ingest.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager.CancellableFSDataOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint file appears whole or not at all; else it is what Spark expects of a manager. */
@Tag("spark")
class PlainCheckpointFileManagerTest {

    @TempDir
    java.nio.file.Path folder;

    private PlainCheckpointFileManager manager;
    private Path root;

    @BeforeEach
    void open() throws IOException {
        java.nio.file.Path odd = folder.resolve("a b%20[c]ü");
        root = new Path(odd.toUri());
        manager = new PlainCheckpointFileManager(root, new Configuration());
        assertThat(manager.createCheckpointDirectory().toUri().getPath()).startsWith(odd.toString());
        assertThat(odd).isDirectory();
    }

    @Test
    void fileAppearsWhenItIsClosedAndNotBefore() throws IOException {
        Path file = new Path(root, "0");
        CancellableFSDataOutputStream out = manager.createAtomic(file, false);
        out.write("v1\n{}".getBytes(UTF_8));
        out.flush();
        assertThat(manager.exists(file)).isFalse();
        out.close();
        assertThat(manager.exists(file)).isTrue();
        try (FSDataInputStream in = manager.open(file)) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("v1\n{}");
        }
        assertThat(names()).containsExactly("0");
    }

    @Test
    void cancelledFileNeverAppearsAndLeavesNothing() throws IOException {
        CancellableFSDataOutputStream out = manager.createAtomic(new Path(root, "0"), true);
        out.write(1);
        out.cancel();
        out.close();
        assertThat(names()).isEmpty();
    }

    @Test
    void fileThatIsThereIsReplacedOnlyWhereThatIsAskedFor() throws IOException {
        write("0", "one", false);
        CancellableFSDataOutputStream second = manager.createAtomic(new Path(root, "0"), false);
        second.write(2);
        assertThatThrownBy(second::close).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(content("0")).isEqualTo("one");
        write("0", "two", true);
        assertThat(content("0")).isEqualTo("two");
        assertThat(names()).containsExactly("0");
    }

    @Test
    void foldersAreListedWithSizesAndFiltered() throws IOException {
        write("0", "one", false);
        write("10", "three", false);
        manager.mkdirs(new Path(root, "deep/er"));
        assertThat(manager.list(root, path -> true))
                .extracting(status -> status.getPath().getName() + " " + status.isDirectory() + " "
                        + (status.isFile() ? status.getLen() : 0))
                .containsExactlyInAnyOrder("0 false 3", "10 false 5", "deep true 0");
        assertThat(manager.list(root, path -> path.getName().equals("10"))).hasSize(1);
        assertThat(manager.list(new Path(root, "deep/er"), path -> true)).isEmpty();
    }

    @Test
    void deletingTakesAllThatLiesBelowAndWhatIsGoneIsGone() throws IOException {
        manager.mkdirs(new Path(root, "deep/er"));
        write("deep/er/0", "x", false);
        manager.delete(new Path(root, "deep"));
        manager.delete(new Path(root, "deep"));
        assertThat(names()).isEmpty();
    }

    @Test
    void whatIsNotThereIsSaidAsSparkExpectsIt() {
        Path missing = new Path(root, "missing");
        assertThatThrownBy(() -> manager.open(missing)).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> manager.list(missing, path -> true)).isInstanceOf(FileNotFoundException.class);
        assertThat(manager.exists(missing)).isFalse();
        assertThat(manager.isLocal()).isTrue();
    }

    private void write(String name, String content, boolean overwrite) throws IOException {
        try (CancellableFSDataOutputStream out = manager.createAtomic(new Path(root, name), overwrite)) {
            out.write(content.getBytes(UTF_8));
        }
    }

    private String content(String name) throws IOException {
        return Files.readString(folder.resolve("a b%20[c]ü").resolve(name));
    }

    private java.util.List<String> names() {
        return Arrays.stream(manager.list(root, path -> true))
                .map(status -> status.getPath().getName())
                .toList();
    }
}
