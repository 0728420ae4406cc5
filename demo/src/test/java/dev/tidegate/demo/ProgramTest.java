package dev.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {

    @TempDir
    Path folder;

    /** Why the demo of yesterday failed, people look up today. */
    @Test
    void aStartKeepsTheLogsOfTheNineBefore() throws Exception {
        for (int start = 1; start <= 12; start++) {
            Program program = Program.start(
                    "job",
                    List.of("echo", "start " + start),
                    folder.resolve("logs"),
                    new Traces(folder.resolve("traces")));
            while (program.isRunning()) {
                Thread.onSpinWait();
            }
            program.close();
        }
        assertThat(folder.resolve("logs/job.log")).hasContent("start 12");
        assertThat(folder.resolve("logs/job-1.log")).hasContent("start 11");
        assertThat(folder.resolve("logs/job-9.log")).hasContent("start 3");
        assertThat(folder.resolve("logs/job-10.log")).doesNotExist();
    }
}
