package dev.tidegate.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.source.LandingNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a database lost is found wherever a job may have put it, and put back where the job looks. */
class ArchivedFilesTest {

    @TempDir
    Path root;

    private Folder folder(String name) throws IOException {
        Folder folder = Folders.local(root.resolve(name));
        folder.create();
        return folder;
    }

    private void archived(String name) throws IOException {
        Path file = root.resolve("archive").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
    }

    @Test
    void filesOfShortenedFoldersArePutBackAndHiddenOnesAreNotOfInterest() throws Exception {
        Folder input = folder("in");
        ArchivedFiles files =
                new ArchivedFiles(folder("archive"), folder("quarantine"), (quarantined, paths, ids) -> paths);
        archived("2026-03-01/begin/~cut~/end/1-a.csv");
        archived("2026-03-01/begin/.../end/2-b.csv");
        archived("2026-03-01/.../end/3-c.csv");
        archived("2026-03-01/shop.../4-d.csv");
        archived("2026-03-01/.snapshot/begin/5-e.csv");
        archived("2026-03-01/begin/.snapshot/6-f.csv");
        archived("2026-03-01/.7.loaded");
        archived(".tidegate");
        List<UnknownFile> unknown = files.unknown();
        assertThat(unknown)
                .extracting(UnknownFile::path)
                .containsExactly(
                        "2026-03-01/begin/~cut~/end/1-a.csv",
                        "2026-03-01/begin/.../end/2-b.csv",
                        "2026-03-01/.../end/3-c.csv",
                        "2026-03-01/shop.../4-d.csv");
        List<String> names = new PutBack(input, files, 0).move(unknown);
        assertThat(names)
                .containsExactly(
                        "begin/~cut~/end/recovered-1-a.csv",
                        "begin/~cut~/end/recovered-2-b.csv",
                        "~cut~/end/recovered-3-c.csv",
                        "shop.../recovered-4-d.csv")
                .allMatch(LandingNames::areVisible);
        assertThat(root.resolve("in/begin/~cut~/end/recovered-2-b.csv")).hasContent("2026-03-01/begin/.../end/2-b.csv");
        assertThat(files.unknown()).isEmpty();
    }
}
