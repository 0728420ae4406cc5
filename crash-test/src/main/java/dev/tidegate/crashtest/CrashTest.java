package dev.tidegate.crashtest;

import dev.tidegate.postgres.SetupScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Main program. */
@Command(
        name = "crash-test.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Delivers files, runs the job on a PostgreSQL of its own, lets faults strike, and compares table, ledger, dead"
                    + " letters, aggregates and folders with what was delivered. The last line is the result.",
            "The same seed gives the same files and the same faults in the same order."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:lost=0 doubled=0 wrong=0",
            "1:something was lost, doubled or wrong, or did not happen in time",
            "2:wrong options"
        })
public final class CrashTest implements Callable<Integer> {

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many faults strike (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Seed of all that is random (default: another each time).")
    private Long seed;

    @Option(names = "--minutes", paramLabel = "M", description = "No round begins after M minutes (default: no limit).")
    private Long minutes;

    @Option(
            names = "--fault-points",
            description = "Instead of a random mix: every refusal and every fault point of the code once, in order.")
    private boolean faultPoints;

    @Option(
            names = "--only",
            paramLabel = "WORD",
            description =
                    "Only faults whose kind has this in its name, such as 'goes back'; may be given several times.")
    private List<String> only = List.of("");

    @Option(
            names = "--s3",
            description = "The folders of files lie in a bucket, of an S3 server on this machine that loses requests.")
    private boolean bucket;

    @Option(names = "--months", description = "raw_events is parted by month, and events are of many months.")
    private boolean months;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            defaultValue = "crash-test/target/run",
            description = "Where it all happens; emptied at the start, kept at the end (default: ${DEFAULT-VALUE}).")
    private Path folder;

    private final Consumer<String> say = System.out::println;

    private CrashTest() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CrashTest()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        long chosen = seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed;
        Duration limit = minutes == null ? Duration.ofDays(365) : Duration.ofMinutes(minutes);
        Path script = SetupScript.find();
        try (Run run = Run.prepare(new Place(script, folder.toAbsolutePath(), bucket, months), chosen, say)) {
            return (faultPoints ? run.throughFaultPoints() : run.mixed(rounds, limit, only)) ? 0 : 1;
        }
    }
}
