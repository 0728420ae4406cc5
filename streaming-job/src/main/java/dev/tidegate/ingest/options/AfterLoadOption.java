package dev.tidegate.ingest.options;

import dev.tidegate.ingest.environment.FromEnvironment;
import picocli.CommandLine.Option;

/** What becomes of loaded files. */
public final class AfterLoadOption {

    @FromEnvironment
    @Option(
            names = "--after-load",
            paramLabel = "WHAT",
            defaultValue = "move",
            description =
                    "what becomes of loaded files: move to the archive, delete, or leave where the input folder may not be written"
                            + " into; the ledger then says what is new (default: ${DEFAULT-VALUE})")
    private AfterLoad afterLoad;

    /** What the job does with them. */
    public AfterLoad value() {
        return afterLoad;
    }
}
