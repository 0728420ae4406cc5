package dev.tidegate.ingest.operate.retention;

import static dev.tidegate.ingest.operate.Operated.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidegate.ingest.operate.Operated;
import dev.tidegate.ingest.operate.Operated.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An archive that is not the one in which the job put its files: retention takes nothing away and marks nothing. */
class RetentionArchiveIT {

    @RegisterExtension
    private final Operated pipeline = new Operated();

    private String before;

    /** Three old files, in folders of two days. */
    @BeforeEach
    void threeOldFiles() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("b.csv", event(2));
        pipeline.deliver("c.csv", event(3));
        pipeline.load();
        Path other = Files.createDirectory(pipeline.archive().resolve("2026-01-03"));
        Files.move(pipeline.archived("3-c.csv"), other.resolve("3-c.csv"));
        pipeline.execute("UPDATE ingested_files SET archived_at = archived_at - interval '30 days'");
        pipeline.execute("UPDATE ingested_files SET archive_path = '2026-01-03/3-c.csv' WHERE file_id = 3");
        before = pipeline.everything();
    }

    @Test
    void emptyMountPoint() throws Exception {
        moveAway(pipeline.archive());
        Files.createDirectory(pipeline.archive());
        assertThat(stopped()).contains("3 of 3 archived files", "1-a.csv", "--accept-missing", "mounted");
    }

    @Test
    void archiveThatIsNotThere() throws Exception {
        moveAway(pipeline.archive());
        assertThat(stopped()).contains("is not there", "mounted");
        assertThat(retention("--accept-missing").exitCode()).isNotZero();
        nothingHasChanged();
    }

    @Test
    void archiveOfWhichOnlyOneDayIsMounted() throws Exception {
        moveAway(pipeline.archive().resolve("2026-01-03"));
        assertThat(stopped()).contains("1 of 3 archived files", "3-c.csv");
        assertThat(pipeline.archived("1-a.csv")).exists();
        assertThat(pipeline.archived("2-b.csv")).exists();
    }

    @Test
    void dryRunSaysItToo() throws Exception {
        moveAway(pipeline.archive().resolve("2026-01-03"));
        Ran ran = retention("--dry-run");
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.err()).contains("1 of 3 archived files");
    }

    @Test
    void archiveThatIsMarkedAsThatOfAnotherDatabase() throws Exception {
        Path mark = pipeline.archive().resolve(".tidegate");
        Files.writeString(mark, Files.readString(mark).replaceAll("(?m)^pipeline=.*$", "pipeline=another"));
        assertThat(stopped()).contains("belongs to another database (pipeline another");
        assertThat(pipeline.archived("1-a.csv")).exists();
    }

    @Test
    void archiveOfAnotherDatabaseWithFilesOfOtherSizes() throws Exception {
        Path file = pipeline.archived("2-b.csv");
        Files.writeString(file, "another");
        assertThat(stopped()).contains("2-b.csv", "bytes");
        assertThat(file).hasContent("another");
    }

    @Test
    void archiveOfAnotherDatabaseWithFilesThatLookAlike() throws Exception {
        Path file = pipeline.archived("1-a.csv");
        FileTime modified = Files.getLastModifiedTime(file);
        String other = Files.readString(file).replace("Lamp", "Pens");
        Files.writeString(file, other, StandardCharsets.UTF_8);
        Files.setLastModifiedTime(file, modified);
        assertThat(stopped()).contains("1-a.csv", "SHA-256");
        assertThat(file).hasContent(other);
    }

    @Test
    void archiveThatMayNotBeRead() throws Exception {
        Path day = pipeline.archive().resolve("2026-01-03");
        Files.setPosixFilePermissions(day, PosixFilePermissions.fromString("---------"));
        try {
            assumeThat(Files.isReadable(day))
                    .as("the user of the tests reads everything")
                    .isFalse();
            assertThat(retention().exitCode()).isNotZero();
            nothingHasChanged();
            assertThat(pipeline.archived("1-a.csv")).exists();
        } finally {
            Files.setPosixFilePermissions(day, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Files of the first day are gone by then; the next run takes up what this one left. */
    @Test
    void diskThatFailsInTheMidst() throws Exception {
        Path day = pipeline.archive().resolve("2026-01-03");
        byte[] content = Files.readAllBytes(day.resolve("3-c.csv"));
        FileTime modified = Files.getLastModifiedTime(day.resolve("3-c.csv"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=1m", "tidegate-test", day.toString()))
                .as("this system does not let the user of the tests mount")
                .isTrue();
        try {
            Files.write(day.resolve("3-c.csv"), content);
            Files.setLastModifiedTime(day.resolve("3-c.csv"), modified);
            run("mount", "-o", "remount,ro", day.toString());
            Ran ran = retention();
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err()).contains("3-c.csv");
            assertThat(pipeline.rows("SELECT count(removed_at) FROM ingested_files"))
                    .containsExactly("0");
        } finally {
            run("umount", "-l", day.toString());
        }
        Ran again = retention();
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("3 archived files");
        assertThat(pipeline.rows("SELECT count(removed_at) FROM ingested_files"))
                .containsExactly("3");
        try (Stream<Path> left = Files.walk(pipeline.archive())) {
            assertThat(left.filter(Files::isRegularFile))
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly(".tidegate");
        }
    }

    @Test
    void filesThatSomebodyRemovedByHandAreMarkedWhenThatIsSaid() throws Exception {
        Files.delete(pipeline.archived("2-b.csv"));
        assertThat(stopped()).contains("1 of 3 archived files", "2-b.csv");
        Ran accepted = retention("--accept-missing");
        assertThat(accepted.exitCode()).as(accepted.err()).isZero();
        assertThat(accepted.out()).contains("2 archived files", "Were missing already: 1 file");
        assertThat(pipeline.rows("SELECT count(removed_at) FROM ingested_files"))
                .containsExactly("3");
        assertThat(pipeline.tidegate("verify").exitCode()).isZero();
    }

    private String stopped() throws Exception {
        Ran ran = retention();
        assertThat(ran.exitCode()).as(ran.out()).isEqualTo(3);
        nothingHasChanged();
        return ran.err();
    }

    private void nothingHasChanged() throws Exception {
        assertThat(pipeline.everything()).isEqualTo(before);
    }

    private Ran retention(String... options) throws IOException {
        return pipeline.tidegate(Stream.concat(Stream.of("retention", "--keep", "7d"), Stream.of(options))
                .toArray(String[]::new));
    }

    private void moveAway(Path folder) throws IOException {
        Files.move(folder, pipeline.home().resolve("moved-away"));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
