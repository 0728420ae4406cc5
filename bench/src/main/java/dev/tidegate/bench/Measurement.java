package dev.tidegate.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** One command of the benchmark, with its sizes as options. */
abstract class Measurement implements Callable<Integer> {

    @ParentCommand
    private Bench bench;

    @Mixin
    @SuppressWarnings("unused") // picocli alone reads it
    private HelpOption help;

    @Override
    public final Integer call() throws Exception {
        try (Run run = bench.open()) {
            measure(run);
        }
        return CommandLine.ExitCode.OK;
    }

    /** @throws CheckFailedException if what was loaded is not what was delivered */
    abstract void measure(Run run) throws Exception;
}
