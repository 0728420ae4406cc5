package dev.tidegate.ingest;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.environment.EnvironmentDefaults;
import dev.tidegate.ingest.environment.FromEnvironment;
import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.log.LogOptions;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.options.AfterLoad;
import dev.tidegate.ingest.options.DatabaseOptions;
import dev.tidegate.ingest.options.DurationConverter;
import dev.tidegate.ingest.options.FolderOptions;
import dev.tidegate.ingest.options.FolderUses;
import dev.tidegate.ingest.options.FormatOptions;
import dev.tidegate.ingest.options.LimitOptions;
import dev.tidegate.ingest.options.RecursiveOption;
import dev.tidegate.ingest.options.StreamFolders;
import dev.tidegate.ingest.options.StreamOptions;
import dev.tidegate.ingest.options.Version;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.streaming.Trigger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options of the job: flags, or environment variables where a flag is not given. Parsed once, at the start. */
@Command(
        name = "submit.sh",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        defaultValueProvider = EnvironmentDefaults.class,
        description = "Loads the CSV files that land in a folder into PostgreSQL, each event exactly once.",
        footer = {
            "",
            "Each option can also be set by an environment variable: --max-files-per-trigger by",
            "TIDEGATE_MAX_FILES_PER_TRIGGER, and so on; a flag wins. Without a password file or command the password is",
            "looked up in ~/.pgpass."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done or stopped",
            "1:failed",
            "2:wrong usage",
            "3:refused: the schema or a right is missing, another job took over, the database lost files, a folder belongs to"
                    + " another one, or the database lets no merge through",
            "4:with --once: all else is loaded, but files were left behind in the input folder; the last line says how many,"
                    + " and why one of them is"
        })
final class IngestOptions {

    /** Each is a session of the database. */
    @Mixin
    private FolderOptions folders;

    @Mixin
    private RecursiveOption recursive;

    @FromEnvironment
    @Option(
            names = "--checkpoint",
            paramLabel = "FOLDER",
            defaultValue = "data/checkpoints",
            description = "Spark's checkpoint; may be deleted while the job is down (default: ${DEFAULT-VALUE})")
    private String checkpoint;

    @Mixin
    private DatabaseOptions database;

    @FromEnvironment
    @Option(
            names = "--trigger",
            paramLabel = "DURATION",
            defaultValue = "10 seconds",
            converter = DurationConverter.class,
            description =
                    "how often a micro-batch starts, such as '10 seconds', 500ms, 1m; 0 as soon as files are there"
                            + " (default: ${DEFAULT-VALUE})")
    Duration trigger;

    @FromEnvironment
    @Option(
            names = "--max-files-per-trigger",
            paramLabel = "N",
            defaultValue = "3",
            description = "most files in a micro-batch (default: ${DEFAULT-VALUE})")
    int maxFilesPerTrigger;

    @FromEnvironment
    @Option(
            names = "--max-bytes-per-trigger",
            paramLabel = "SIZE",
            defaultValue = "1g",
            converter = SizeConverter.class,
            description =
                    "most bytes in a micro-batch, such as 64m, 1g; a larger file is one by itself (default: ${DEFAULT-VALUE})")
    long maxBytesPerTrigger;

    @FromEnvironment
    @Option(
            names = "--settle",
            paramLabel = "DURATION",
            defaultValue = "2s",
            converter = DurationConverter.class,
            description =
                    "how long a file must have been still before it is taken; 0 if files are renamed into the folder"
                            + " (default: ${DEFAULT-VALUE})")
    Duration settle;

    @FromEnvironment
    @Option(
            names = "--hold",
            paramLabel = "DURATION",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description =
                    "how long a file waits for rows of other tables to which its own refer; then those are rejected"
                            + " (default: ${DEFAULT-VALUE})")
    Duration hold;

    @Mixin
    private StreamOptions streams;

    @Mixin
    private FormatOptions format;

    @Mixin
    private LimitOptions limits;

    @FromEnvironment
    @Option(
            names = "--statement-timeout",
            paramLabel = "DURATION",
            defaultValue = "1m",
            converter = StatementTimeoutConverter.class,
            description =
                    "how long a statement of a small micro-batch may take, from 1s to 20d; the merge of a large one has 10"
                            + " minutes and 0.1 ms a record, or this if it is more (default: ${DEFAULT-VALUE})")
    private Duration statementTimeout;

    @FromEnvironment
    @Option(
            names = "--drain",
            description = "while files wait, start the next micro-batch at once instead of at the next trigger")
    boolean drain;

    @FromEnvironment
    @Option(names = "--once", description = "load all that is there, then exit")
    boolean once;

    @FromEnvironment
    @Option(
            names = "--take-over",
            description = "end another job that writes in this database instead of waiting for it")
    boolean takeOver;

    @FromEnvironment
    @Option(
            names = "--put-back-missing",
            description =
                    "where the database was restored or failed over and lost files that were loaded, load them again from"
                            + " the archive, in their old order, instead of ending with exit code 3")
    boolean putBackMissing;

    @FromEnvironment
    @Option(
            names = "--trusted-network",
            description =
                    "run on a cluster whose Spark neither authenticates nor encrypts: the password of the database crosses"
                            + " the network in clear")
    boolean trustedNetwork;

    @Mixin
    MetricsOptions metrics;

    @Mixin
    LogOptions log;

    @Spec
    CommandSpec spec;

    private List<StreamJob> jobs;

    /**
     * Checks what no single option can.
     *
     * @throws ParameterException if an option is out of its range, the password cannot be read, or a mapping is none
     */
    void validate() {
        if (maxFilesPerTrigger < 1) {
            throw wrong("--max-files-per-trigger", maxFilesPerTrigger, "a whole number of 1 or more");
        }
        if (Folders.isInBucket(checkpoint)) {
            throw wrong("--checkpoint", checkpoint, "a folder on a local disk or on HDFS (docs/cluster.md#s3)");
        }
        limits();
        metrics.validate();
        database();
        streams();
    }

    /** @throws ParameterException if no database can be named by the options */
    Database database() {
        return database.database("tidegate_job").withLimit(statementTimeout);
    }

    /** Whether files are taken from folders below the input folder, too. */
    boolean recursive() {
        return recursive.isSet();
    }

    /** What becomes of a file when it is loaded. */
    AfterLoad afterLoad() {
        return folders.afterLoad();
    }

    /** What a file may cost. */
    FileLimits limits() {
        return limits.limits();
    }

    /** The streams that the job runs. */
    List<StreamJob> streams() {
        if (jobs == null) {
            List<StreamFile> asked = streams.streams();
            format.refuseMappingsOfOthersThan(
                    asked.stream().map(file -> file.stream().name()).toList());
            List<StreamJob> read = asked.stream().map(this::job).toList();
            FolderUses uses = new FolderUses(spec);
            for (StreamJob job : read) {
                uses.add(job.name(), job.folders());
                uses.add(job.checkpoint(), "the checkpoint of stream " + job.name());
            }
            if (recursive()) {
                List<String> inputs =
                        read.stream().map(job -> job.folders().input()).toList();
                inputs.forEach(input -> uses.refuseBelow(input, inputs));
            }
            jobs = read;
        }
        return jobs;
    }

    /** Their names. */
    Set<String> streamNames() {
        return streams().stream().map(StreamJob::name).collect(Collectors.toSet());
    }

    private StreamJob job(StreamFile asked) {
        Stream stream = asked.stream();
        return new StreamJob(
                stream,
                stream,
                format.mappings(stream).and(asked.own()),
                folders.of(stream.name()),
                checkpoint(stream.name()));
    }

    /** Beside those of other streams, never in one. */
    private String checkpoint(String stream) {
        return Events.is(stream) ? checkpoint : StreamFolders.beside(checkpoint, stream);
    }

    /** The folders of the built-in stream on this machine, below or beside which those of others lie, by what they are for. */
    Map<String, Path> localFolders() {
        StreamFolders all = folders.of(Events.STREAM.name());
        Map<String, String> locations = Map.of(
                "input", all.input(),
                "archive", all.archive(),
                "quarantine", all.quarantine(),
                "checkpoint", checkpoint);
        Map<String, Path> local = new LinkedHashMap<>();
        locations.forEach((use, location) -> {
            if (!Folders.isRemote(location)) {
                local.put(use, Folders.localPath(location));
            }
        });
        return local;
    }

    /** Spark holds a trigger of ten seconds also where files wait; to drain, the source itself keeps the time. */
    Trigger sparkTrigger() {
        if (once) {
            return Trigger.AvailableNow();
        }
        return Trigger.ProcessingTime(drain ? 0 : trigger.toMillis());
    }

    /** Zone of timestamps that do not say theirs. */
    ZoneId timeZone() {
        return format.timeZone();
    }

    private ParameterException wrong(String option, Object value, String expected) {
        return new ParameterException(
                spec.commandLine(), "Invalid value for option '%s': '%s' is not %s".formatted(option, value, expected));
    }

    static final class StatementTimeoutConverter implements ITypeConverter<Duration> {

        private static final Duration SHORTEST = Duration.ofSeconds(1);

        /** PostgreSQL counts milliseconds in 31 bits. */
        private static final Duration LONGEST = Duration.ofDays(20);

        @Override
        public Duration convert(String value) {
            Duration timeout = new DurationConverter().convert(value);
            if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
                throw new TypeConversionException("'%s' is not a duration from 1s to 20d".formatted(value));
            }
            return timeout;
        }
    }

    static final class SizeConverter implements ITypeConverter<Long> {

        private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([kmgt]?)b?", Pattern.CASE_INSENSITIVE);
        private static final String UNITS = "kmgt";

        @Override
        public Long convert(String value) {
            Matcher matcher = FORM.matcher(value.strip());
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
                throw new TypeConversionException(
                        "'%s' is not a size of 1 byte or more, such as 64m or 1g".formatted(value));
            }
            String unit = matcher.group(2).toLowerCase(Locale.ROOT);
            long factor = 1L << (unit.isEmpty() ? 0 : 10 * (UNITS.indexOf(unit) + 1));
            try {
                return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
            } catch (ArithmeticException e) {
                throw new TypeConversionException(
                        "'%s' is more than any disk holds, expected a size such as 64m or 1g".formatted(value));
            }
        }
    }
}
