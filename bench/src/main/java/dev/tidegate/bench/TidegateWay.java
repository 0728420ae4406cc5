package dev.tidegate.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The job of this project, beside the other ways. */
final class TidegateWay implements Way {

    private final Run run;
    private final int filesPerTrigger;
    private TidegateJob job;

    TidegateWay(Run run, int filesPerTrigger) {
        this.run = run;
        this.filesPerTrigger = filesPerTrigger;
    }

    @Override
    public String title() {
        return "Tidegate";
    }

    @Override
    public String schema() {
        return "public";
    }

    @Override
    public void prepare(List<Path> files) throws Exception {
        job = run.job();
        job.deliver(files);
    }

    @Override
    public Instant load() throws Exception {
        job.run("--once", "--max-files-per-trigger", Integer.toString(filesPerTrigger));
        return run.database().lastArchived();
    }
}
