package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;

import java.sql.Connection;
import java.sql.Statement;

/** Files that make a large micro-batch each, however small they are, since they are packed: the next one is staged ahead. */
record LargeBatches(TestPipeline pipeline) {

    /** What is done while merges wait. */
    interface Step {
        void run() throws Exception;
    }

    void deliver(int file, EventLine... events) throws Exception {
        pipeline.deliver(file + ".csv.gz", Packed.gzip(TestPipeline.content(events)));
    }

    RunningJob start() throws Exception {
        return pipeline.start("--max-files-per-trigger", "1");
    }

    /** Has loaded files 1 and 2, and in the second one has met event 1 again, beside a new one: it looks up what comes next. */
    RunningJob startWhereSomeAreKnown() throws Exception {
        RunningJob job = start();
        for (int file = 1; file <= 2; file++) {
            deliver(file, event(1), event(90 + file));
            pipeline.awaitArchived(file);
        }
        return job;
    }

    /** Keeps each merge from its COMMIT until the step is done. */
    void whileMergesWait(Step step) throws Exception {
        try (Connection holder = pipeline.database().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE ingest_batches IN SHARE MODE");
            step.run();
            holder.rollback();
        }
    }
}
