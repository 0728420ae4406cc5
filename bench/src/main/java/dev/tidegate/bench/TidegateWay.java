package dev.tidegate.bench;

import java.nio.file.Path;
import java.util.List;

/** The job of this project, beside the other ways. */
final class TidegateWay implements Way {

    private final Run run;
    private final int filesPerTrigger;
    private final int mergeSlices;
    private TidegateJob job;

    /** @param mergeSlices 1 for a merge in one transaction, as it is without further options */
    TidegateWay(Run run, int filesPerTrigger, int mergeSlices) {
        this.run = run;
        this.filesPerTrigger = filesPerTrigger;
        this.mergeSlices = mergeSlices;
    }

    @Override
    public String title() {
        return mergeSlices == 1 ? "Tidegate" : "Tidegate, %d slices".formatted(mergeSlices);
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
    public void load() {
        job.run(
                "--once",
                "--max-files-per-trigger",
                Integer.toString(filesPerTrigger),
                "--merge-slices",
                Integer.toString(mergeSlices));
    }
}
