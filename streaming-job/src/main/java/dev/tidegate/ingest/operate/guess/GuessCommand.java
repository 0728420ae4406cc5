package dev.tidegate.ingest.operate.guess;

import dev.tidegate.ingest.files.UnusableFileException;
import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.operate.check.CheckCommand;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.FailedException;
import dev.tidegate.ingest.operate.guess.sample.UnguessableException;
import dev.tidegate.ingest.options.ZoneConverter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A mapping for files of an unknown form. */
@Command(
        name = "guess",
        header = "Guesses the mapping of an export, and says why.",
        sortOptions = false,
        description =
                "Looks at a sample of files of one kind, and prints a mapping that a person can correct: above each key the evidence, "
                        + "AMBIGUOUS where there is another way to read the sample. At the end stands what 'check' says of the files "
                        + "under that mapping. Needs no database and changes nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:a mapping was printed, and each record would be accepted or filtered by it",
            "1:a file could not be read, or no mapping can be made of it",
            "2:wrong usage",
            "3:a mapping was printed, and 'check' finds problems",
            "4:a mapping was printed, and a person has to look at what is AMBIGUOUS"
        })
public final class GuessCommand implements Callable<Integer> {

    private static final String REJECTS_SHOWN = "5";
    private static final String RECORDS_OF_LARGE = "100000";

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "files of one kind, also packed ones")
    private List<Path> files;

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            description =
                    "declare a stream of this name, whose table has the columns of the files; not a mapping of events")
    private String stream;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            converter = ZoneConverter.class,
            description = "zone of times that do not say theirs, such as Europe/Berlin; written into what is printed")
    private ZoneId timeZone;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (stream != null && !stream.matches("[a-z][a-z0-9_]{0,31}")) {
            throw new ParameterException(
                    command.commandLine(),
                    "--stream is '%s': expected a name of at most 32 of a-z, 0-9 and _, a letter first"
                            .formatted(stream));
        }
        PrintWriter out = command.commandLine().getOut();
        Guess guess = guess();
        boolean isUnsaid = timeZone != null && stream != null;
        String text = isUnsaid ? guess.text() + "\ntime_zone: " + timeZone.getId() + "\n" : guess.text();
        out.print(text);
        int checked = check(text, guess.large(), out);
        out.flush();
        return guess.ambiguous() ? ExitCodes.AMBIGUOUS : checked;
    }

    private Guess guess() throws IOException {
        try {
            return Guess.of(files, stream, timeZone);
        } catch (UnguessableException | UnusableFileException e) {
            throw new FailedException(e.getMessage());
        } catch (NoSuchFileException e) {
            throw new FailedException("%s: there is no such file".formatted(e.getMessage()));
        }
    }

    /** By the command itself: what is printed is what it reads. */
    private int check(String text, boolean large, PrintWriter out) throws IOException {
        Path folder = Files.createTempDirectory("guess");
        Path written = folder.resolve(stream == null ? "mapping.yaml" : stream + ".yaml");
        try {
            Files.writeString(written, text);
            List<String> arguments = new ArrayList<>(
                    List.of(stream == null ? "--mapping" : "--stream", written.toString(), "--limit", REJECTS_SHOWN));
            if (large) {
                arguments.addAll(List.of("--sample", RECORDS_OF_LARGE));
            }
            files.forEach(file -> arguments.add(file.toString()));
            StringWriter said = new StringWriter();
            int exitCode = new CommandLine(new CheckCommand())
                    .setOut(new PrintWriter(said))
                    .setErr(new PrintWriter(said))
                    .execute(arguments.toArray(String[]::new));
            out.printf("%n# Checked by this mapping:%n");
            said.toString()
                    .lines()
                    .filter(line -> !line.contains(written.toString()) || exitCode == CommandLine.ExitCode.USAGE)
                    .forEach(line -> out.println(("#   " + Printable.of(line)).stripTrailing()));
            return exitCode;
        } finally {
            Files.deleteIfExists(written);
            Files.deleteIfExists(folder);
        }
    }
}
