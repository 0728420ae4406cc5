package dev.tidegate.generator;

import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong. */
final class OneLineErrors {

    private OneLineErrors() {}

    static int wrongOption(ParameterException wrong, String[] args) {
        wrong.getCommandLine().getErr().println("generator: " + wrong.getMessage() + hint(wrong, args));
        return ExitCode.USAGE;
    }

    /** Errors from outside are reported in one line; anything else is a bug and keeps its stack trace. */
    static int failure(Exception failure, CommandLine commandLine, ParseResult parsed) throws Exception {
        if (failure instanceof IOException) {
            commandLine
                    .getErr()
                    .println("generator: Cannot write: " + failure + ". Check that the folder is writable and"
                            + " the disk not full; --folder, --catalog and --truth name others");
        } else if (failure instanceof IllegalStateException) {
            commandLine.getErr().println("generator: " + failure.getMessage());
        } else {
            throw failure;
        }
        return ExitCode.SOFTWARE;
    }

    private static String hint(ParameterException wrong, String[] args) {
        if (wrong instanceof UnmatchedArgumentException) {
            return "; expected the options that --help lists";
        }
        if (wrong.getArgSpec() instanceof OptionSpec option
                && Arrays.stream(args).noneMatch(argument -> argument.startsWith(option.longestName()))) {
            return " (it comes from " + EnvironmentDefaults.variable(option) + ")";
        }
        return "";
    }
}
