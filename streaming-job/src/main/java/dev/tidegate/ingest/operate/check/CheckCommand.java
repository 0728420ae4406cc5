package dev.tidegate.ingest.operate.check;

import dev.tidegate.ingest.csv.Lines;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.files.UnusableFileException;
import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.operate.check.JudgedFile.Judging;
import dev.tidegate.ingest.operate.console.Counted;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.console.Reasons;
import dev.tidegate.ingest.operate.console.TextTable;
import dev.tidegate.ingest.options.FormatOptions;
import dev.tidegate.ingest.options.LimitOptions;
import dev.tidegate.ingest.options.OneStream;
import dev.tidegate.ingest.source.FileFormats;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.LandingNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads files as the job would, without a database. */
@Command(
        name = "check",
        header = "Reads files as the job would, without a database.",
        sortOptions = false,
        description =
                "Reads files as the job would, and says what would become of them: how many records would be accepted, "
                        + "filtered and rejected, and why. Needs no database and changes nothing; for those who make the files.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every record would be accepted or filtered",
            "1:a file could not be read",
            "2:wrong usage",
            "3:records would be rejected, look as if several were one, or have a time in the future; or a file would go to quarantine, "
                    + "or be left alone"
        })
public final class CheckCommand implements Callable<Integer> {

    /** Characters of a value that are shown. */
    private static final int SHOWN = 60;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "files to read, .csv or packed, as .csv.gz, .csv.bz2, .csv.xz, .csv.zst, or .zip, of which each file is read")
    private List<Path> files;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "rejects to show of each file (default: ${DEFAULT-VALUE})")
    private int limit;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "show how the first N accepted records of each file will be stored: typed, derived, and beside what "
                            + "stands in the file")
    private int rows;

    @Option(names = "--sample", paramLabel = "N", description = "read only the first N records of each file")
    private Long sample;

    @Mixin
    private OneStream stream;

    @Mixin
    private FormatOptions format;

    @Mixin
    private LimitOptions limits;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws SQLException {
        refuseBelow(0, rows, "--rows");
        refuseBelow(1, sample == null ? 1 : sample, "--sample");
        Judging judging = Judging.by(format, stream.declared()).within(limits.limits());
        List<CheckedFile> checked = new ArrayList<>();
        int exitCode = ExitCodes.OK;
        for (Path file : files) {
            for (CheckedFile result : checkAll(file, judging)) {
                checked.add(result);
                exitCode = result.verdict() == CheckedFile.Result.UNREADABLE
                        ? ExitCodes.FAILURE
                        : exitCode == ExitCodes.OK && result.hasProblems() ? ExitCodes.PROBLEMS : exitCode;
            }
        }
        output.print(checked, out -> checked.forEach(file -> print(out, file, judging.mappings())));
        return exitCode;
    }

    private void refuseBelow(long least, long number, String option) {
        if (number < least) {
            throw new ParameterException(
                    command.commandLine(), "%s is %d: expected %d or more".formatted(option, number, least));
        }
    }

    /** The file, or those of an archive that is taken apart. */
    private List<CheckedFile> checkAll(Path file, Judging judging) throws SQLException {
        FileFormats formats = judging.mappings().formats();
        List<CheckedFile> checked = new ArrayList<>();
        try (ArchiveParts parts = new ArchiveParts(formats)) {
            for (ArchiveParts.Part part : parts.of(file)) {
                checked.add(check(part.named(), part.real(), judging).named(formats.take(name(part.named()))));
            }
        } catch (IOException e) {
            checked.add(CheckedFile.unreadable(file, e.toString()));
        }
        return checked;
    }

    private CheckedFile check(Path file, Path bytes, Judging judging) throws SQLException {
        Tally tally = new Tally(
                limit, new FutureVersions(judging.stream(), Instant.now()), new FirstRows(judging.stream(), rows));
        ReadingProgress progress = ReadingProgress.of(bytes, output.err());
        try {
            if (Files.isDirectory(bytes)) {
                return CheckedFile.unreadable(file, "it is a folder");
            }
            Path real = bytes.toRealPath();
            JudgedFile judged = new JudgedFile(
                    Folders.local(real.getParent()), real.getFileName().toString(), landed(name(file), bytes), judging);
            long most = sample == null ? Long.MAX_VALUE : sample;
            return CheckedFile.read(file, judged.read(tally, most, progress), tally);
        } catch (UnusableFileException e) {
            return CheckedFile.unusable(file, e.reason(), e.getMessage());
        } catch (NoSuchFileException e) {
            return CheckedFile.unreadable(file, "there is no such file");
        } catch (IOException e) {
            return CheckedFile.unreadable(file, e.toString());
        } finally {
            progress.end();
        }
    }

    /** As it would land: under this name, and unchanged. */
    private static LandedFile landed(String name, Path file) throws IOException {
        return new LandedFile(
                name, Files.size(file), Files.getLastModifiedTime(file).toMillis(), null);
    }

    private void print(PrintWriter out, CheckedFile file, Mappings mappings) {
        String name = Printable.of(file.file());
        switch (file.verdict()) {
            case UNREADABLE -> out.printf("%s: cannot be read: %s%n", name, Printable.of(file.message()));
            case QUARANTINE ->
                out.printf("%s: would go to quarantine: %s: %s%n", name, file.reason(), Printable.of(file.message()));
            default -> {
                out.printf(
                        "%s: %s%,d read, %,d accepted, %,d filtered%s, %,d rejected%s%n",
                        name,
                        file.whole() ? "" : "only the first ",
                        file.read(),
                        file.accepted(),
                        file.filtered(),
                        inBrackets(file.filteredTypes()),
                        file.rejected(),
                        inBrackets(file.rejectedReasons()));
                printRows(out, file);
                printRejects(out, file);
                printLines(out, file.lines());
                if (file.inFuture() > 0) {
                    out.printf(
                            "  WARNING: %s is still to come in %,d of the accepted records, first in line %,d: each wins over"
                                    + " all newer versions of its row until then%n",
                            mappings.stream().version(), file.inFuture(), file.firstInFuture());
                }
            }
        }
        String landedAs = name(Path.of(file.file()));
        if (!mappings.all().isEmpty()) {
            out.printf(
                    "  Read %s%n",
                    mappings.of(landedAs)
                            .map(mapping -> "by " + Printable.of(mapping.file()))
                            .orElse("in the native format: no mapping lists files of this name"));
        }
        if (!file.taken()) {
            out.printf(
                    "  WARNING: under this name the job would leave it alone: %s%n",
                    LandingNames.whyNotTaken(landedAs));
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static void printRows(PrintWriter out, CheckedFile file) {
        if (file.firstRows() == null) {
            return;
        }
        for (StoredRow row : file.firstRows()) {
            out.printf("  Line %,d %s%n", row.line(), row.deleted() ? "takes its row away:" : "becomes:");
            TextTable table = new TextTable("COLUMN", "TYPE", "VALUE", "IN THE FILE").inFull();
            for (StoredRow.Value value : row.values()) {
                table.row(
                        value.column(),
                        value.type(),
                        value.value() == null ? null : TextTable.cut(value.value(), SHOWN),
                        value.origin() != null
                                ? "(" + value.origin() + ")"
                                : value.text() == null ? null : TextTable.cut(value.text(), SHOWN));
            }
            table.print(out);
        }
    }

    private static void printRejects(PrintWriter out, CheckedFile file) {
        if (!file.rejects().isEmpty()) {
            TextTable table = new TextTable("#LINE", "COLUMN", "REASON", "MESSAGE").inFull();
            file.rejects()
                    .forEach(reject -> table.row(reject.line(), reject.column(), reject.reason(), reject.message()));
            table.print(out);
        }
        if (file.rejected() > file.rejects().size()) {
            out.printf(
                    "  .. and %,d more; --limit shows more%n",
                    file.rejected() - file.rejects().size());
        }
        String keys = KeysThatHelp.of(file.rejectedReasons().keySet());
        if (!keys.isEmpty()) {
            out.println("  Keys of a mapping that may help: " + keys);
        }
    }

    private static void printLines(PrintWriter out, Lines lines) {
        if (lines.aboveHeader() > 0) {
            out.printf(
                    "  %s above the header, no records: %s%n",
                    lines.aboveHeader() == 1 ? "Line 1 stands" : "Lines 1 to %,d stand".formatted(lines.aboveHeader()),
                    lines.firstAbove().isEmpty()
                            ? "blank"
                            : lines.firstAbove().stream().map(Printable::of).collect(Collectors.joining(" | ")));
        }
        if (lines.comments() > 0) {
            out.printf("  %s among the records%n", Counted.of(lines.comments(), "comment"));
        }
        if (lines.spanning() > 0) {
            out.printf(
                    "  %s lines%n",
                    lines.spanning() == 1 ? "1 record spans" : "%,d records span".formatted(lines.spanning()));
        }
        if (lines.doubtful() > 0) {
            out.printf("  WARNING: %s%n", lines.doubt());
        }
        if (lines.missing() != null) {
            out.printf("  WARNING: %s%n", Printable.of(lines.missing()));
        }
    }

    private static String inBrackets(Map<String, Long> counts) {
        return counts.isEmpty() ? "" : " (" + Reasons.text(counts) + ")";
    }
}
