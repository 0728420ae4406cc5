package dev.tidegate.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** One command of the benchmark, with its sizes as options. */
abstract class Measurement implements Callable<Integer> {

    @Mixin
    private Workplace workplace;

    @Override
    public final Integer call() throws Exception {
        try (Run run = workplace.open()) {
            measure(run);
        }
        return CommandLine.ExitCode.OK;
    }

    /** @throws CheckFailedException if what was loaded is not what was delivered */
    abstract void measure(Run run) throws Exception;
}
