package dev.tidegate.ingest.operate.doctor;

import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.operate.ledger.Stores;
import java.io.PrintWriter;
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
                        + "Writes and removes a small hidden file in each folder, and changes nothing else.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing is wrong; there may be warnings", "2:wrong usage", "3:something is wrong"})
public final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private Stores stores;

    @Mixin
    private Output output;

    private record Report(boolean ok, List<Examination.Finding> findings) {}

    @Override
    public Integer call() {
        Examination examination = new Examination();
        ProgramsExam.run(examination);
        new FoldersExam(stores.options(), examination).run();
        new NetworkExam(database.database(), examination).run();
        new DatabaseExam(database.database(), examination).run();
        output.print(new Report(examination.isWell(), examination.findings()), out -> print(out, examination));
        return examination.isWell() ? ExitCodes.OK : ExitCodes.PROBLEMS;
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
