package dev.tidegate.ingest.operate.console;

import picocli.CommandLine;

/** What a command tells the shell, the same numbers for all of them. Wrong usage, 2, is told by the command line itself. */
public final class ExitCodes {

    /** All is well. */
    public static final int OK = CommandLine.ExitCode.OK;
    /** It could not be done. */
    public static final int FAILURE = 1;
    /** What was looked at is not as it should be. */
    public static final int PROBLEMS = 3;
    /** What was found could as well be something else: a person has to choose. */
    public static final int AMBIGUOUS = 4;

    private ExitCodes() {}
}
