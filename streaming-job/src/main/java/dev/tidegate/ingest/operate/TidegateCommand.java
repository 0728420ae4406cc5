package dev.tidegate.ingest.operate;

import dev.tidegate.ingest.environment.EnvironmentDefaults;
import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.operate.check.CheckCommand;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.FailedException;
import dev.tidegate.ingest.operate.ddl.DdlCommand;
import dev.tidegate.ingest.operate.doctor.DoctorCommand;
import dev.tidegate.ingest.operate.guess.GuessCommand;
import dev.tidegate.ingest.operate.ledger.DatabaseTrouble;
import dev.tidegate.ingest.operate.rejects.RejectsCommand;
import dev.tidegate.ingest.operate.replay.ReplayCommand;
import dev.tidegate.ingest.operate.retention.RetentionCommand;
import dev.tidegate.ingest.operate.sample.SampleCommand;
import dev.tidegate.ingest.operate.status.FileCommand;
import dev.tidegate.ingest.operate.status.FilesCommand;
import dev.tidegate.ingest.operate.status.StatusCommand;
import dev.tidegate.ingest.operate.verify.VerifyCommand;
import dev.tidegate.ingest.options.Version;
import dev.tidegate.ingest.yaml.YamlException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The operator's command line. */
@Command(
        name = "tidegate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Shows and mends what the streaming job does: state, files, rejects, replays, checks.",
        subcommands = {
            StatusCommand.class,
            FilesCommand.class,
            FileCommand.class,
            RejectsCommand.class,
            ReplayCommand.class,
            CheckCommand.class,
            GuessCommand.class,
            DdlCommand.class,
            SampleCommand.class,
            VerifyCommand.class,
            DoctorCommand.class,
            RetentionCommand.class,
            CompletionCommand.class
        },
        footer = {
            "",
            "'tidegate COMMAND --help' tells more. Folders and database are those of the job, by the same flags"
                    + " and TIDEGATE_* variables. Without --password-file the password is looked up in ~/.pgpass.",
            "",
            "Exit codes: 0 all is well, 1 it failed, 2 wrong usage, 3 problems were found,"
                    + " 4 a person has to choose."
        })
public final class TidegateCommand implements Runnable {

    private static final String DEBUG = "--debug";

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        // Whoever reads the output, be it a script: 1,234 is written the same everywhere.
        Locale.setDefault(Locale.ROOT);
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode = run(out, err, args);
        out.flush();
        System.exit(exitCode);
    }

    /** Runs a command; returns the exit code. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return commandLine(out, err).execute(args);
    }

    private static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        CommandLine commandLine = new CommandLine(new TidegateCommand());
        complete(commandLine);
        return commandLine
                .setDefaultValueProvider(new EnvironmentDefaults())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler(TidegateCommand::wrongUsage)
                .setExecutionExceptionHandler(TidegateCommand::failed);
    }

    /** What all commands have: --help and --debug, and an empty line between what a command is for and how it is used. */
    private static void complete(CommandLine commandLine) {
        for (CommandLine command : commandLine.getSubcommands().values()) {
            CommandSpec spec = command.getCommandSpec();
            spec.addOption(OptionSpec.builder(DEBUG)
                    .description("show the stack trace of an error")
                    .build());
            spec.addOption(OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("show this help")
                    .build());
            spec.usageMessage()
                    .synopsisHeading("%nUsage: ")
                    .descriptionHeading("%n")
                    .optionListHeading("%n");
            complete(command);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    private static int wrongUsage(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        // What is wrong in a file may be said in several lines.
        String what = wrong.getCause() instanceof YamlException
                ? wrong.getMessage().lines().map(Printable::of).collect(Collectors.joining("\n"))
                : Printable.of(wrong.getMessage());
        command.getErr()
                .println("%s ('%s --help' tells how)"
                        .formatted(what, command.getCommandSpec().qualifiedName()));
        return CommandLine.ExitCode.USAGE;
    }

    /** One line; the stack trace for those who ask. */
    private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof ParameterException wrong) {
            return wrongUsage(wrong, new String[0]);
        }
        PrintWriter err = command.getErr();
        err.println("'%s' failed: %s".formatted(command.getCommandSpec().qualifiedName(), why(failure)));
        ParseResult ofCommand = parsed;
        while (ofCommand.hasSubcommand()) {
            ofCommand = ofCommand.subcommand();
        }
        if (ofCommand.hasMatchedOption(DEBUG)) {
            failure.printStackTrace(err);
        }
        return ExitCodes.FAILURE;
    }

    private static String why(Exception failure) {
        if (failure instanceof SQLException sql) {
            return DatabaseTrouble.explain(sql);
        }
        String what = failure instanceof FailedException || failure.getMessage() == null
                ? String.valueOf(failure.getMessage())
                : failure instanceof IOException ? failure.toString() : failure.getMessage();
        return Printable.of(what.lines().findFirst().orElse(failure.toString()));
    }
}
