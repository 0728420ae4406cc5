package dev.tidegate.ingest.options;

import dev.tidegate.ingest.environment.FromEnvironment;
import dev.tidegate.ingest.files.FileLimits;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a file may cost. The job and {@code check} have the same. */
public final class LimitOptions {

    @FromEnvironment
    @Option(
            names = "--max-growth",
            paramLabel = "TIMES",
            defaultValue = "200",
            description =
                    "to how many times its size a file may grow, unpacked or by the names of its extra columns in each row;"
                            + " 64 MiB may come of any file (default: ${DEFAULT-VALUE})")
    private int growth;

    @FromEnvironment
    @Option(
            names = "--max-rejects-per-file",
            paramLabel = "N",
            defaultValue = "100000",
            description =
                    "most rejected records of a file; with more it goes to quarantine (default: ${DEFAULT-VALUE})")
    private long rejects;

    @FromEnvironment
    @Option(
            names = "--max-header-bytes",
            paramLabel = "N",
            defaultValue = "16384",
            description = "most bytes of a header; with more its file goes to quarantine (default: ${DEFAULT-VALUE})")
    private int headerBytes;

    @FromEnvironment
    @Option(
            names = "--max-columns",
            paramLabel = "N",
            defaultValue = "500",
            description = "most columns of a file; with more it goes to quarantine (default: ${DEFAULT-VALUE})")
    private int columns;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * The limits.
     *
     * @throws ParameterException if one is out of its range
     */
    public FileLimits limits() {
        atLeast(1, "--max-growth", growth);
        atLeast(0, "--max-rejects-per-file", rejects);
        atLeast(1, "--max-header-bytes", headerBytes);
        atLeast(1, "--max-columns", columns);
        return new FileLimits(growth, rejects, headerBytes, columns);
    }

    private void atLeast(int least, String option, long value) {
        if (value < least) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '%s': '%d' is not a whole number of %d or more"
                            .formatted(option, value, least));
        }
    }
}
