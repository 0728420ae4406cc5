package dev.tidegate.bench;

import picocli.CommandLine.Option;

/** {@code --help}, of each command its own. */
final class HelpOption {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this and end.")
    @SuppressWarnings("unused") // picocli alone reads it
    private boolean help;
}
