package dev.tidegate.ingest;

import dev.tidegate.ingest.mapping.Mapping;
import java.sql.SQLException;
import java.util.TreeSet;
import picocli.CommandLine;

/** Prints what the options are, read from the environment of this process. */
public final class PrintedOptions {

    private PrintedOptions() {}

    /** Run by {@link IngestOptionsTest} in a process of its own: a process cannot change its own environment. */
    public static void main(String[] arguments) throws SQLException {
        IngestOptions options = new IngestOptions();
        new CommandLine(options).parseArgs(arguments);
        System.out.println(shown(options));
        System.out.println("password " + options.database().password().ask());
    }

    static String shown(IngestOptions options) {
        return String.join(
                "\n",
                options.streams().get(0).folders().input(),
                options.streams().get(0).folders().archive(),
                options.streams().get(0).folders().quarantine(),
                options.streams().get(0).checkpoint(),
                options.database().toString(),
                options.trigger.toString(),
                Integer.toString(options.maxFilesPerTrigger),
                Long.toString(options.maxBytesPerTrigger),
                options.settle.toString(),
                options.timeZone().toString(),
                "event types "
                        + String.join(
                                ", ",
                                new TreeSet<>(options.streams()
                                        .get(0)
                                        .mappings()
                                        .others()
                                        .shop()
                                        .eventTypes())),
                "mappings "
                        + options.streams().get(0).mappings().all().stream()
                                .map(Mapping::file)
                                .toList(),
                "drain " + options.drain,
                "once " + options.once,
                "takeOver " + options.takeOver,
                "metrics on %s %s, unhealthy after %s"
                        .formatted(options.metrics.bind, options.metrics.port, options.metrics.unhealthyAfter),
                "log %s in %s".formatted(options.log.format, options.log.folder));
    }
}
