package dev.tidegate.ingest.operate.doctor;

import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.ledger.KnownStreams;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.options.FolderOptions;
import dev.tidegate.ingest.options.NamedStream;
import dev.tidegate.ingest.options.SomeStreams;
import dev.tidegate.ingest.stream.Events;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Is everything around it as it should be? */
@Command(
        name = "doctor",
        header = "Looks whether Java, Spark, folders and database are fit.",
        sortOptions = false,
        description =
                "Looks at Java, Spark, the folders, the database and the clocks, and says of each what is wrong and what to do. "
                        + "Covers all streams of the database; the table of a declared one is compared with its file where --stream or "
                        + "TIDEGATE_STREAM has it. Writes and removes a small hidden file in each folder, and changes nothing else.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing is wrong; there may be warnings", "2:wrong usage", "3:something is wrong"})
public final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private SomeStreams streams;

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private Output output;

    private record Report(boolean ok, List<Examination.Finding> findings) {}

    @Override
    public Integer call() {
        Examination examination = new Examination();
        ProgramsExam.run(examination);
        List<NamedStream> asked = streams.declaredOr(known());
        for (NamedStream stream : asked) {
            new FoldersExam(folders.of(stream.name()), folders.afterLoad(), examination).run();
        }
        new NetworkExam(database.database(), examination).run();
        new DatabaseExam(database.database(), asked, examination).run();
        output.print(new Report(examination.isWell(), examination.findings()), out -> print(out, examination));
        return examination.isWell() ? ExitCodes.OK : ExitCodes.PROBLEMS;
    }

    /** Where the database cannot be asked, which is found out once more and then said, the one that is in each. */
    private List<String> known() {
        try (Connection connection = database.database().connectAsAnybody("doctor")) {
            return KnownStreams.names(connection);
        } catch (SQLException e) {
            return List.of(Events.STREAM.name());
        }
    }

    private static void print(PrintWriter out, Examination examination) {
        for (Examination.Finding finding : examination.findings()) {
            out.printf(
                    "%-8s %-10s %s%n",
                    Examination.mark(finding.level()), finding.about(), Printable.of(finding.says()));
            if (finding.hint() != null) {
                out.printf("%19s %s%n", "", Printable.of(finding.hint()));
            }
        }
    }
}
