package dev.tidegate.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The declared streams of a run, each with the program that makes up its files. */
final class DeclaredStreams implements AutoCloseable {
    private final List<DeclaredFiles> all = new ArrayList<>();

    void add(Program program) {
        all.add(new DeclaredFiles(program));
    }

    /** Why one of the programs is not running; empty where all are. */
    Optional<String> obituary() throws IOException {
        for (DeclaredFiles files : all) {
            if (!files.isRunning()) {
                return Optional.of(files.obituary());
            }
        }
        return Optional.empty();
    }

    void stop() throws IOException, InterruptedException {
        for (DeclaredFiles files : all) {
            files.stop();
        }
    }

    List<StreamProgress> progress(TotalsByStream now) throws IOException {
        List<StreamProgress> progress = new ArrayList<>();
        for (DeclaredFiles files : all) {
            files.progress(now).ifPresent(progress::add);
        }
        return progress;
    }

    List<StreamOutcome> outcome(TotalsByStream before, TotalsByStream after) throws IOException {
        List<StreamOutcome> outcomes = new ArrayList<>();
        for (DeclaredFiles files : all) {
            files.outcome(before, after).ifPresent(outcomes::add);
        }
        return outcomes;
    }

    @Override
    public void close() throws IOException {
        for (DeclaredFiles files : all) {
            files.close();
        }
    }
}
