package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidegate.ingest.operate.TidegateCommand;
import dev.tidegate.postgres.Login;
import dev.tidegate.postgres.TestServer;
import dev.tidegate.s3.FlakyLink;
import dev.tidegate.s3.FlakyLink.Fault;
import dev.tidegate.s3.S3Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Input, archive and quarantine in a bucket: what becomes of files there is what becomes of them on a disk. */
class BucketJobIT {

    private static final int HALTED = 137;
    private static final String TOKEN = "a-token-that-no-log-shows";

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private final S3Server server = S3Server.S3PROXY;
    private FlakyLink link;
    private S3Client producer;
    private String bucket;

    @BeforeEach
    void makeABucket() throws IOException {
        S3Server.logIn();
        producer = server.producer();
        bucket = "tidegate-" + UUID.randomUUID();
        producer.createBucket(made -> made.bucket(bucket));
        link = new FlakyLink(server.endpoint());
        System.setProperty("aws.endpointUrlS3", link.endpoint().toString());
    }

    /** What holds at rest is checked of files on a disk: they are brought there. */
    @AfterEach
    void bringHome() throws IOException {
        System.clearProperty("aws.endpointUrlS3");
        link.close();
        Files.createDirectories(pipeline.input());
        for (S3Object object :
                producer.listObjectsV2Paginator(all -> all.bucket(bucket)).contents()) {
            Path file = pipeline.input().resolveSibling(object.key());
            Files.createDirectories(file.getParent());
            Files.write(
                    file,
                    producer.getObjectAsBytes(asked -> asked.bucket(bucket).key(object.key()))
                            .asByteArray());
        }
        producer.close();
        assertThat(pipeline.log().all()).noneMatch(line -> line.contains(S3Server.SECRET));
    }

    private String[] with(String... more) {
        List<String> options = new ArrayList<>();
        for (String folder : List.of("input", "archive", "quarantine")) {
            options.addAll(List.of("--" + folder, "s3a://%s/%s".formatted(bucket, folder)));
        }
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    private void deliver(String name, byte[] content) {
        producer.putObject(object -> object.bucket(bucket).key("input/" + name), RequestBody.fromBytes(content));
    }

    private void deliver(String name, EventLine... events) {
        deliver(name, TestPipeline.content(events).getBytes(UTF_8));
    }

    /** Without the days and ids that the job puts in front of them, and without its marks. */
    private List<String> keys(String folder) {
        return producer.listObjectsV2Paginator(all -> all.bucket(bucket).prefix(folder + "/")).contents().stream()
                .map(S3Object::key)
                .map(key -> key.replaceFirst(folder + "/(?:[0-9-]{10}/[0-9]+-)?", ""))
                .filter(name -> !name.equals(TestPipeline.MARK))
                .sorted()
                .toList();
    }

    @Test
    void filesAreLoadedMovedAndTakenAgainAsLocalOnesAre() throws Exception {
        deliver("one.csv", event(1), event(2).price("free"));
        deliver("ü b+%20.csv.gz", Packed.gzip(TestPipeline.content(event(3)).getBytes(UTF_8)));
        deliver("headless.csv", "nothing,that,is,known\n1,2,3,4\n".getBytes(UTF_8));
        Map<String, String> two = new LinkedHashMap<>();
        two.put("1.csv", TestPipeline.content(event(8)));
        two.put("2.csv", TestPipeline.content(event(9)));
        deliver("two.zip", ArchiveOfFilesIT.zip(two));
        deliver("below/deep.csv", event(7));
        pipeline.runOnce(with());

        assertThat(pipeline.states())
                .containsExactlyInAnyOrder(
                        "one.csv: archived",
                        "ü b+%20.csv.gz: archived",
                        "headless.csv: quarantined",
                        "two.zip: quarantined");
        assertThat(keys("archive")).containsExactly("one.csv", "ü b+%20.csv.gz");
        assertThat(keys("quarantine")).containsExactly("headless.csv", "two.zip");
        assertThat(keys("input")).containsExactly("below/deep.csv");
        assertThat(pipeline.rows("SELECT first_error FROM ingested_files WHERE path = 'two.zip'"))
                .singleElement()
                .asString()
                .contains("it holds more than one file, such as '2.csv'", "not in a bucket");
        assertThat(pipeline.log().of("WARN")).anyMatch(line -> line.contains("Left below in s3a://"));

        deliver("one.csv", event(1), event(2).price("free"));
        pipeline.runOnce(with());
        assertThat(pipeline.counts()).last().isEqualTo("one.csv: read=2 unchanged=1 rejected=1");
        assertThat(keys("archive")).containsExactly("one.csv", "one.csv", "ü b+%20.csv.gz");
        assertThat(pipeline.rows("SELECT etag IS NOT NULL FROM ingested_files")).containsOnly("t");
    }

    @Test
    void objectsBelowOtherPrefixesKeepTheirPaths() throws Exception {
        String deep = "dt=2026-11-28/shop 1 ü+%20/" + "x".repeat(200) + "/" + "y".repeat(200) + "/";
        deliver("top.csv", event(1));
        deliver("dt=2026-11-28/", new byte[0]);
        deliver("dt=2026-11-28/a.csv", event(2));
        deliver(deep + "a b+ü.csv", event(3));
        deliver("dt=2026-11-28/headless.csv", "nothing,that,is,known\n1,2,3,4\n".getBytes(UTF_8));
        deliver("_temporary/0/half.csv", event(90));
        pipeline.runOnce(with("--recursive"));
        assertThat(pipeline.states())
                .containsExactlyInAnyOrder(
                        "top.csv: archived",
                        "dt=2026-11-28/a.csv: archived",
                        deep + "a b+ü.csv: archived",
                        "dt=2026-11-28/headless.csv: quarantined");
        assertThat(keys("input")).containsExactly("_temporary/0/half.csv", "dt=2026-11-28/");
        assertThat(pipeline.rows("SELECT archive_path FROM ingested_files WHERE path LIKE 'dt=%/a.csv'"))
                .singleElement()
                .asString()
                .matches("[0-9-]{10}/dt=2026-11-28/[0-9]+-a[.]csv");
        deliver("dt=2026-11-28/a.csv", event(2));
        pipeline.runOnce(with("--recursive"));
        assertThat(pipeline.counts()).last().isEqualTo("dt=2026-11-28/a.csv: read=1 unchanged=1");
        producer.deleteObject(object -> object.bucket(bucket).key("input/dt=2026-11-28/"));
    }

    @Test
    void objectsThatStayAreLoadedOnceAndNothingIsWrittenIntoTheBucket() throws Exception {
        List<String> writes = Collections.synchronizedList(new ArrayList<>());
        link.meet(request -> {
            if (!request.startsWith("GET ") && !request.startsWith("HEAD ")) {
                writes.add(request);
            }
            return Fault.NONE;
        });
        deliver("1.csv", event(1));
        deliver("2 ü+%20.csv", event(2), event(3));
        deliver("3.csv", "nothing,that,is,known\n1,2,3,4\n".getBytes(UTF_8));
        String[] leave = with("--after-load", "leave");
        pipeline.runOnce(leave);
        assertThat(pipeline.states())
                .containsExactlyInAnyOrder("1.csv: loaded", "2 ü+%20.csv: loaded", "3.csv: quarantined");
        pipeline.runOnce(leave);
        forgetCheckpoint();
        pipeline.runOnce(leave);
        assertThat(pipeline.counts()).hasSize(3);

        deliver("2 ü+%20.csv", event(2), event(4));
        deliver("3.csv", event(5));
        deliver("0.csv", event(6));
        pipeline.runOnce(leave);
        assertThat(pipeline.counts())
                .hasSize(6)
                .contains("2 ü+%20.csv: read=2 inserted=1 unchanged=1", "3.csv: read=1 inserted=1");
        assertThat(keys("input")).containsExactly("0.csv", "1.csv", "2 ü+%20.csv", "3.csv");
        assertThat(writes).isEmpty();
    }

    private void forgetCheckpoint() throws IOException {
        try (Stream<Path> all = Files.walk(pipeline.checkpoint())) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    void loadedObjectsAreDeletedAndRefusedOnesGoToQuarantine() throws Exception {
        deliver("1.csv", event(1));
        deliver("2.csv", "nothing,that,is,known\n1,2,3,4\n".getBytes(UTF_8));
        pipeline.runOnce(with("--after-load", "delete"));
        assertThat(pipeline.states()).containsExactlyInAnyOrder("1.csv: archived", "2.csv: quarantined");
        assertThat(keys("input")).isEmpty();
        assertThat(keys("archive")).isEmpty();
        assertThat(keys("quarantine")).containsExactly("2.csv");
        deliver("1.csv", event(1));
        pipeline.runOnce(with("--after-load", "delete"));
        assertThat(pipeline.counts()).last().isEqualTo("1.csv: read=1 unchanged=1");
    }

    /** Requests and answers get lost, come late, by half, or are refused for now, while objects land and are replaced. */
    @Test
    void whateverTheNetworkDoesEachEventIsThereOnceInItsLastVersion() throws Exception {
        long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        System.out.println("BucketJobIT -Dtidegate.fuzz.seed=" + seed);
        Random random = new Random(seed);
        Fault[] faults = {Fault.SLOW_DOWN, Fault.LOST, Fault.UNHEARD, Fault.HALVED};
        link.meet(request -> {
            synchronized (random) {
                return random.nextInt(6) == 0 ? faults[random.nextInt(faults.length)] : Fault.NONE;
            }
        });
        RunningJob job = pipeline.start(with("--max-files-per-trigger", "3"));
        int files = 12;
        for (int file = 0; file < files; file++) {
            deliver(file % 8 + ".csv", event(file), event(100 + file));
        }
        TestPipeline.await().untilAsserted(() -> assertThat(keys("input")).isEmpty());
        link.meet(request -> Fault.NONE);
        deliver("last.csv", event(50));
        TestPipeline.await().untilAsserted(() -> assertThat(keys("archive")).contains("last.csv"));
        assertThat(job.stop()).as("log: %s", pipeline.log().all()).isZero();
        assertThat(link.struck()).isZero(); // since it was told to let all pass
        // What is replaced before it was taken is no more: the last of each key is there in any case.
        assertThat(pipeline.rows(
                        "SELECT count(*) FROM raw_events WHERE event_id IN (%s)".formatted(lastOfEachKey(files))))
                .containsExactly(Integer.toString(2 * 8));
    }

    private static String lastOfEachKey(int files) {
        List<String> ids = new ArrayList<>();
        for (int file = files - 8; file < files; file++) {
            ids.add("'" + EventLine.uuid(file) + "'");
            ids.add("'" + EventLine.uuid(100 + file) + "'");
        }
        return String.join(", ", ids);
    }

    /** As WentBackIT has it of folders on a disk. */
    @Test
    @Tag("long")
    void databaseThatWentBackIsNoticedAndWhatItLostIsPutBack() throws Exception {
        TestServer database = pipeline.database().server();
        assumeThat(database.supportsCrash()).isTrue();
        deliver("a.csv", event(1));
        pipeline.runOnce(with());
        database.keepCopy();
        deliver("b.csv", event(2), event(3));
        deliver("c.csv", "no,columns\n".getBytes(UTF_8));
        pipeline.runOnce(with());
        // A folder that is called as an object of the archive, and an object with a name that fits nowhere else.
        String longest = "1-a.csv/" + "e".repeat(251) + ".csv";
        deliver(longest, event(5));
        pipeline.runOnce(with("--recursive"));
        assertThat(keys("archive")).anyMatch(key -> key.matches("[0-9-]{10}/~1-a[.]csv/4~0-/e{251}[.]csv"));
        database.goBack(false);
        deliver("d.csv", event(4));

        assertThat(pipeline.run(with())).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR"))
                .anyMatch(line -> line.contains("files that were loaded and are not in its ledger: 3;"));
        pipeline.runOnce(with("--put-back-missing", "--recursive"));
        assertThat(pipeline.states())
                .containsExactly(
                        "a.csv: archived",
                        "recovered-2-b.csv: archived",
                        "recovered-3-c.csv: quarantined",
                        "1-a.csv/recovered-4-/" + "e".repeat(251) + ".csv: archived",
                        "d.csv: archived");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("5");
        assertThat(keys("input")).isEmpty();
    }

    @Test
    @Tag("long")
    void commandsFindWhatLiesInABucket() throws Exception {
        deliver("a.csv", event(1), event(2));
        deliver("headless.csv", "nothing,that,is,known\n1,2,3,4\n".getBytes(UTF_8));
        pipeline.runOnce(with());
        assertThat(tidegate(0, "verify", "--sample", "2")).contains("ok   files");
        assertThat(tidegate(0, "replay", "a.csv", "--dry-run")).contains("a.csv");
        assertThat(tidegate(0, "file", "1")).contains("archive");
        String today = pipeline.ledger().get(0).archivePath();
        producer.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey("archive/" + today)
                .destinationBucket(bucket)
                .destinationKey("archive/2026-01-02/1-a.csv"));
        producer.deleteObject(object -> object.bucket(bucket).key("archive/" + today));
        pipeline.execute("""
                UPDATE ingested_files SET archive_path = '2026-01-02/1-a.csv', loaded_at = '2026-01-02 09:00Z',
                                          archived_at = '2026-01-02 09:00Z'
                WHERE file_id = 1""");
        byte[] kept = producer.getObjectAsBytes(object -> object.bucket(bucket).key("archive/2026-01-02/1-a.csv"))
                .asByteArray();
        tidegate(0, "retention", "--keep", "1d");
        assertThat(keys("archive")).isEmpty();
        assertThat(tidegate(0, "verify")).contains("ok   files");
        // What is looked at after each test knows of no retention.
        producer.putObject(
                object -> object.bucket(bucket).key("archive/2026-01-02/1-a.csv"), RequestBody.fromBytes(kept));
    }

    private String tidegate(int status, String... command) throws IOException {
        StringWriter said = new StringWriter();
        Login operator = pipeline.database().operator();
        Path password = pipeline.input().resolveSibling("operator");
        Files.createDirectories(password.getParent());
        Files.writeString(password, operator.password());
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(with("--jdbc-url", pipeline.database().jdbcUrl(), "--user", operator.user())));
        all.addAll(List.of("--password-file", password.toString()));
        PrintWriter out = new PrintWriter(said, true);
        assertThat(TidegateCommand.run(out, out, all.toArray(String[]::new)))
                .as(said.toString())
                .isEqualTo(status);
        return said.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BETWEEN_COPY_AND_DELETE:2", "BETWEEN_MOVES:2", "AFTER_COMMIT"})
    @Tag("long")
    void jobThatDiesLeavesNothingTwiceAndWhatCameMeanwhileIsLoaded(String fault) throws Exception {
        for (int file = 1; file <= 3; file++) {
            deliver(file + ".csv", event(file), event(10 + file));
        }
        assertThat(submit(fault)).isEqualTo(HALTED);
        boolean replaces = fault.startsWith("BETWEEN_COPY");
        if (replaces) {
            // In input and archive, and now another one in input: as long, of the same second perhaps.
            assertThat(keys("input")).contains("2.csv");
            assertThat(keys("archive")).contains("2.csv");
            deliver("2.csv", event(5), event(15));
        }

        pipeline.runOnce(with("--take-over"));

        assertThat(keys("input")).isEmpty();
        List<String> once = List.of("1.csv: archived", "2.csv: archived", "3.csv: archived");
        List<String> expected = new ArrayList<>(once);
        if (replaces) {
            expected.add("2.csv: archived");
        }
        assertThat(pipeline.states()).containsExactlyElementsOf(expected);
        assertThat(keys("archive")).hasSize(expected.size());
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly(replaces ? "8" : "6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete BETWEEN_MOVES:2", "delete AFTER_COMMIT", "leave AFTER_COMMIT"})
    @Tag("long")
    void jobThatDiesLoadsNothingTwiceWhateverBecomesOfLoadedObjects(String how) throws Exception {
        String afterLoad = how.replaceFirst(" .*", "");
        for (int file = 1; file <= 3; file++) {
            deliver(file + ".csv", event(file), event(10 + file));
        }
        assertThat(submit(how.replaceFirst(".* ", ""), "--after-load", afterLoad))
                .isEqualTo(HALTED);
        deliver("2.csv", event(5), event(15));
        for (int run = 0; run < 2; run++) {
            pipeline.runOnce(with("--take-over", "--after-load", afterLoad));
            forgetCheckpoint();
        }
        assertThat(pipeline.counts())
                .containsExactlyInAnyOrder(
                        "1.csv: read=2 inserted=2",
                        "2.csv: read=2 inserted=2",
                        "3.csv: read=2 inserted=2",
                        "2.csv: read=2 inserted=2");
        assertThat(keys("input")).hasSize(afterLoad.equals("leave") ? 3 : 0);
        assertThat(keys("archive")).isEmpty();
    }

    /** This server refuses tokens, so the job asks again and again; the log is at its most talkative. */
    @Test
    @Tag("long")
    void noLogShowsTheSecretOrTheTokenOfASession() throws Exception {
        Path output = Files.createTempFile("tidegate-submit-", ".log");
        ProcessBuilder builder = submitted("", output);
        builder.environment().put("AWS_SESSION_TOKEN", TOKEN);
        Process process = builder.start();
        try {
            TestPipeline.await()
                    .untilAsserted(() -> assertThat(output).content().contains("the store answered 501"));
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(output).content().doesNotContain(S3Server.SECRET, TOKEN);
        Files.delete(output);
        pipeline.runOnce(with("--take-over"));
    }

    private int submit(String fault, String... options) throws Exception {
        Path output = Files.createTempFile("tidegate-submit-", ".log");
        Process process = submitted(fault, output, options).start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("the process ended")
                    .isTrue();
            assertThat(output).content().doesNotContain(S3Server.SECRET);
            if (process.exitValue() != HALTED) {
                System.err.println(Files.readString(output));
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    /** The packaged job, whose libraries have other names. */
    private ProcessBuilder submitted(String fault, Path output, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Packaged.SPARK_SUBMIT.toString(),
                "--master",
                "local[2]",
                "--driver-memory",
                "512m",
                "--driver-java-options",
                "-Dtidegate.fault=" + fault,
                "--conf",
                "spark.ui.enabled=false",
                "--class",
                IngestJob.class.getName(),
                Packaged.JAR.toString()));
        List<String> arguments = pipeline.arguments();
        command.addAll(arguments.subList(arguments.indexOf("--checkpoint"), arguments.size()));
        command.addAll(List.of(with("--once", "--log-level", "trace")));
        command.addAll(List.of(options));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("AWS_ENDPOINT_URL_S3", link.endpoint().toString());
        builder.environment().put("AWS_ACCESS_KEY_ID", S3Server.KEY_ID);
        builder.environment().put("AWS_SECRET_ACCESS_KEY", S3Server.SECRET);
        builder.environment().remove("SPARK_HOME");
        return builder;
    }
}
