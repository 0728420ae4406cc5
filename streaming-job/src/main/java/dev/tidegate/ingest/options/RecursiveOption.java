package dev.tidegate.ingest.options;

import dev.tidegate.ingest.environment.FromEnvironment;
import picocli.CommandLine.Option;

/** How deep files are looked for. */
public final class RecursiveOption {

    @FromEnvironment
    @Option(
            names = "--recursive",
            description =
                    "take files from the folders below the input folder, too, at any depth; their names in the ledger and their"
                            + " places in the archive keep the path")
    private boolean set;

    /** Whether folders below the input folder are looked into. */
    public boolean isSet() {
        return set;
    }
}
