package dev.tidegate.ingest.operate.sample;

import dev.tidegate.ingest.mapping.Mapping;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.options.DurationConverter;
import dev.tidegate.ingest.rules.ValueFormat;
import dev.tidegate.ingest.yaml.YamlException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Made-up files of a stream. */
@Command(
        name = "sample",
        header = "Makes up files of a declared stream, to try it with.",
        sortOptions = false,
        description =
                "Prints a file of made-up records, written as the declaration says. With --deliver, files land in a folder instead, "
                        + "one after the other until this is ended: their keys come again, some rows are taken away, some records are "
                        + "there twice, and some are damaged. Needs no database.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the file was printed, or the files were delivered",
            "1:a file could not be written",
            "2:wrong usage, or the file declares no stream"
        })
public final class SampleCommand implements Callable<Integer> {

    private static final double FAULTY = 0.02;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Parameters(paramLabel = "STREAM.yaml", description = "the declaration")
    private Path file;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "15",
            description = "records of a file (default: ${DEFAULT-VALUE})")
    private int records;

    @Option(
            names = "--deliver",
            paramLabel = "FOLDER",
            description = "the job's input folder: the files land in the stream's own folder below it")
    private Path input;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "with --deliver: from one file to the next (default: ${DEFAULT-VALUE})")
    private Duration interval;

    @Option(
            names = "--files",
            paramLabel = "N",
            description = "with --deliver: end after this many files (default: none)")
    private Integer files;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "the same seed makes up the same keys and texts (default: any)")
    private Long seed;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (records < 1 || (files != null && files < 0)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--records is %d and --files %s: expected 1 or more".formatted(records, files));
        }
        try {
            StreamFile declared = StreamFile.read(file);
            if (input == null) {
                print(declared);
            } else {
                deliver(
                        declared,
                        Files.createDirectories(input.resolve(declared.stream().name())));
            }
            return ExitCodes.OK;
        } catch (YamlException | IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private SampleFile of(StreamFile declared) {
        Random random = seed == null ? new Random() : new Random(seed);
        ValueFormat format = declared.own().map(Mapping::values).orElse(ValueFormat.NATIVE);
        SampleTexts texts = new SampleTexts(format, ZoneOffset.UTC, random);
        return new SampleFile(declared, new SampleRecords(declared.stream(), texts, random), random);
    }

    /** In the encoding of the stream's files, whatever the terminal has. */
    private void print(StreamFile declared) {
        System.out.writeBytes(of(declared).content(records, 0));
        System.out.flush();
    }

    private void deliver(StreamFile declared, Path folder) throws IOException, InterruptedException {
        PrintWriter out = command.commandLine().getOut();
        out.println("Files of the stream " + declared.stream().name() + " land in " + folder);
        out.flush();
        SampleFile sample = of(declared);
        for (int number = 1; files == null || number <= files; number++) {
            String stamp = STAMP.format(Instant.now()) + "-" + "%06d".formatted(number);
            sample.deliver(folder, stamp, sample.content(records, FAULTY));
            Thread.sleep(interval.toMillis());
        }
    }
}
