package dev.tidegate.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Main program of the benchmark. */
@Command(
        name = "bench.sh",
        sortOptions = false,
        description = {
            "Measures the job, everything on, beside COPY with an upsert on one connection, Spark's JDBC writer with an upsert"
                    + " and, where it is installed, pgloader with an upsert, on a PostgreSQL of its own with durable settings."
                    + " Without a command: all of them in turn.",
            "What it loads is checked after each measurement."
        },
        subcommands = {
            Throughput.class,
            Latency.class,
            Beside.class,
            Flat.class,
            OldSnapshot.class,
            Many.class,
            Drain.class,
            Memory.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured, and what was loaded is right",
            "1:a check failed, or a program did",
            "2:wrong options"
        })
public final class Bench implements Callable<Integer> {

    @Mixin
    private Workplace workplace;

    @Mixin
    @SuppressWarnings("unused") // picocli alone reads it
    private HelpOption help;

    /** Called by scripts/bench.sh. */
    public static void main(String[] args) {
        // Numbers are for machines, too.
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    Run open() throws IOException, SQLException {
        return workplace.open();
    }

    @Override
    public Integer call() throws Exception {
        try (Run run = open()) {
            for (Measurement measurement : List.<Measurement>of(
                    withDefaults(new Throughput()),
                    withDefaults(new Latency()),
                    withDefaults(new Drain()),
                    withDefaults(new Flat()),
                    withDefaults(new Memory()))) {
                measurement.measure(run);
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private static <M extends Measurement> M withDefaults(M measurement) {
        new CommandLine(measurement).parseArgs();
        return measurement;
    }
}
