package dev.tidegate.ingest.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidegate.s3.FlakyLink;
import dev.tidegate.s3.FlakyLink.Fault;
import dev.tidegate.s3.S3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** A folder in a bucket, of a server that speaks as S3 does, with a link to it on which requests and answers get lost. */
abstract class BucketFolderContract {

    /** The least that S3 takes for a part. */
    private static final int PART = 5 << 20;

    private final S3Server server;
    private FlakyLink link;
    private S3Client producer;
    private String bucket;
    private Folder input;
    private Folder archive;

    BucketFolderContract(S3Server server) {
        this.server = server;
    }

    @BeforeEach
    void makeABucket() throws IOException {
        S3Server.logIn();
        producer = server.producer();
        bucket = "tidegate-" + UUID.randomUUID();
        producer.createBucket(made -> made.bucket(bucket));
        link = new FlakyLink(server.endpoint());
        BucketStore store = new BucketStore(link.endpoint().toString(), null, PART);
        input = BucketFolder.of(URI.create("s3a://" + bucket + "/in/put/"), store);
        archive = BucketFolder.of(URI.create("s3://" + bucket + "/archive"), store);
    }

    @AfterEach
    void closeTheLink() throws IOException {
        link.close();
        producer.close();
    }

    private void deliver(String name, String content) {
        producer.putObject(object -> object.bucket(bucket).key("in/put/" + name), RequestBody.fromString(content));
    }

    private static String text(Folder folder, String name) throws IOException {
        try (InputStream in = folder.open(name, 0)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static List<String> names(Folder folder, String subFolder) throws IOException {
        List<String> names = new ArrayList<>();
        folder.list(subFolder, name -> true, new Folder.Visitor() {
            @Override
            public void file(String name, FileStat stat) {
                names.add(name);
            }

            @Override
            public void other(String name, String why) {
                names.add(name + ": " + why);
            }
        });
        names.sort(null);
        return names;
    }

    private FileStat stat(String name) throws IOException {
        return input.stat(name).orElseThrow();
    }

    @Test
    void listsWhatLiesDirectlyInItWithSizeTimeAndETag() throws IOException {
        deliver("a b+ü%20&.csv", "one");
        deliver("2026/b.csv", "two");
        deliver("", "");
        producer.putObject(object -> object.bucket(bucket).key("in/putter.csv"), RequestBody.fromString("other"));
        assertThat(names(input, "")).containsExactly("2026: it is a folder", "a b+ü%20&.csv");
        assertThat(names(input, "2026")).containsExactly("b.csv");
        assertThat(input.subFolders()).containsExactly("2026");
        assertThat(text(input, "a b+ü%20&.csv")).isEqualTo("one");
        List<FileStat> listed = new ArrayList<>();
        input.list("2026", name -> true, new Folder.Visitor() {
            @Override
            public void file(String name, FileStat stat) {
                listed.add(stat);
            }

            @Override
            public void other(String name, String why) {
                throw new AssertionError(name);
            }
        });
        assertThat(listed).containsExactly(stat("2026/b.csv"));
        assertThat(stat("2026/b.csv").size()).isEqualTo(3);
        assertThat(stat("2026/b.csv").etag()).doesNotContain("\"").isNotEmpty();
        assertThat(input.stat("none.csv")).isEmpty();
        assertThat(input.location()).isEqualTo("s3a://" + bucket + "/in/put");
    }

    @Test
    void listsWhatLiesBelowItByItsPath() throws IOException {
        deliver("a.csv", "1");
        deliver("2026/11 ü+%/b.csv", "2");
        deliver("2026/11 ü+%/", "");
        deliver("2026/", "");
        deliver("_temporary/0/c.csv", "3");
        deliver("2026/_d/e.csv", "4");
        List<String> names = new ArrayList<>();
        input.listBelow("", folder -> !folder.contains("_"), name -> name.endsWith(".csv"), new Folder.Visitor() {
            @Override
            public void file(String name, FileStat stat) {
                names.add(name + " " + stat.size());
            }

            @Override
            public void other(String name, String why) {
                names.add(name + ": " + why);
            }
        });
        assertThat(names).containsExactlyInAnyOrder("a.csv 1", "2026/11 ü+%/b.csv 1");
        input.move("2026/11 ü+%/b.csv", archive, "2026-11-28/2026/11 ü+%/7-b.csv");
        assertThat(text(archive, "2026-11-28/2026/11 ü+%/7-b.csv")).isEqualTo("2");
        assertThat(input.stat("2026/11 ü+%/b.csv")).isEmpty();
    }

    /** Who asks again where it has loaded all so far is shown only what came later. */
    @Test
    void listingMayBeginAfterAName() throws IOException {
        for (String name : List.of("Z.csv", "a.csv", "b 1.csv", "b+1.csv", "x/c.csv", "ü.csv")) {
            deliver(name, "1");
        }
        List<String> names = new ArrayList<>();
        Folder.Visitor visitor = new Folder.Visitor() {
            @Override
            public void file(String name, FileStat stat) {
                names.add(name);
            }

            @Override
            public void other(String name, String why) {
                names.add(name + ": " + why);
            }
        };
        assertThat(input.listsInOrder()).isTrue();
        input.listAfter(null, folder -> true, name -> true, visitor);
        assertThat(names).containsExactly("Z.csv", "a.csv", "b 1.csv", "b+1.csv", "x/c.csv", "ü.csv");
        names.clear();
        input.listAfter("b 1.csv", folder -> true, name -> true, visitor);
        assertThat(names).containsExactly("b+1.csv", "x/c.csv", "ü.csv");
        names.clear();
        input.listAfter("b 1.csv", null, name -> name.endsWith(".csv"), visitor);
        assertThat(names).containsExactly("b+1.csv", "ü.csv");
    }

    @Test
    void listsMoreThanAPage() throws IOException {
        int objects = 1234;
        IntStream.range(0, objects).parallel().forEach(number -> deliver(number + ".csv", "x"));
        assertThat(names(input, "")).hasSize(objects).doesNotHaveDuplicates();
    }

    @Test
    void uploadThatIsNotFinishedIsNotSeenAndOneOfSeveralPartsIsOneObject() throws IOException {
        byte[] bytes = new byte[2 * PART + 17];
        new Random(1).nextBytes(bytes);
        String upload = producer.createMultipartUpload(
                        object -> object.bucket(bucket).key("in/put/big.csv"))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            int from = (number - 1) * PART;
            byte[] part = Arrays.copyOfRange(bytes, from, Math.min(from + PART, bytes.length));
            int numbered = number;
            String etag = producer.uploadPart(
                            asked -> asked.bucket(bucket)
                                    .key("in/put/big.csv")
                                    .uploadId(upload)
                                    .partNumber(numbered),
                            RequestBody.fromBytes(part))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        }
        assertThat(names(input, "")).isEmpty();
        assertThat(input.stat("big.csv")).isEmpty();
        producer.completeMultipartUpload(asked ->
                asked.bucket(bucket).key("in/put/big.csv").uploadId(upload).multipartUpload(all -> all.parts(parts)));
        assertThat(names(input, "")).containsExactly("big.csv");

        // Larger than a part: copied in parts, too.
        String sha256 = Sha256.of(input.open("big.csv", 0));
        assertThat(sha256).isEqualTo(Sha256.of(new ByteArrayInputStream(bytes)));
        input.move("big.csv", stat("big.csv"), archive, "2026-01-01/1-big.csv");
        assertThat(Sha256.of(archive.open("2026-01-01/1-big.csv", 0))).isEqualTo(sha256);
        assertThat(names(input, "")).isEmpty();
        try (InputStream rest = archive.open("2026-01-01/1-big.csv", bytes.length - 3)) {
            assertThat(rest.readAllBytes()).hasSize(3);
        }
        try (InputStream rest = archive.open("2026-01-01/1-big.csv", bytes.length)) {
            assertThat(rest.readAllBytes()).isEmpty();
        }
    }

    @Test
    void moveIsOfTheVersionThatWasReadAndOverwritesNothing() throws IOException {
        deliver("a.csv", "first");
        FileStat first = stat("a.csv");
        deliver("a.csv", "other");
        assertThatThrownBy(() -> input.move("a.csv", first, archive, "d/1-a.csv"))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(text(input, "a.csv")).isEqualTo("other");
        assertThat(archive.stat("d/1-a.csv")).isEmpty();
        input.deleteVersion("a.csv", first);
        assertThat(text(input, "a.csv")).isEqualTo("other");

        archive.writeNew("d/1-a.csv", new ByteArrayInputStream("taken".getBytes(UTF_8)));
        assertThatThrownBy(() -> input.move("a.csv", stat("a.csv"), archive, "d/1-a.csv"))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(text(archive, "d/1-a.csv")).isEqualTo("taken");
        assertThat(text(input, "a.csv")).isEqualTo("other");

        input.move("a.csv", stat("a.csv"), archive, "d/2-a.csv");
        assertThat(text(archive, "d/2-a.csv")).isEqualTo("other");
        assertThat(names(input, "")).isEmpty();
        assertThatThrownBy(() -> input.move("a.csv", archive, "d/3-a.csv")).isInstanceOf(NoSuchFileException.class);
        input.deleteVersion("a.csv", first);
    }

    /** An object that comes while another of its key is moved is never deleted, by whichever server. */
    @Test
    void whatComesBetweenCopyAndDeleteStays() throws IOException {
        deliver("a.csv", "first");
        FileStat first = stat("a.csv");
        link.meet(request -> {
            if (request.startsWith("PUT /" + bucket + "/archive/")) {
                // Not before the copy is made: the link is not in the way of the producer.
                return Fault.NONE;
            }
            if (request.startsWith("HEAD /" + bucket + "/in/put/a.csv")) {
                deliver("a.csv", "other");
            }
            return Fault.NONE;
        });
        input.move("a.csv", first, archive, "d/1-a.csv");
        link.meet(request -> Fault.NONE);
        assertThat(text(archive, "d/1-a.csv")).isEqualTo("first");
        assertThat(text(input, "a.csv")).isEqualTo("other");
    }

    /** The same bytes, delivered anew at another time, are another delivery: where the last one wins they must be loaded again. */
    @Test
    void sameBytesThatWereDeliveredAnewAreNotDeleted() throws IOException {
        deliver("a.csv", "content");
        FileStat first = stat("a.csv");
        await().untilAsserted(() -> {
            deliver("a.csv", "content");
            assertThat(stat("a.csv").modifiedMillis()).isGreaterThan(first.modifiedMillis());
        });
        assertThat(stat("a.csv").etag()).isEqualTo(first.etag());
        input.deleteVersion("a.csv", first);
        assertThat(text(input, "a.csv")).isEqualTo("content");
    }

    /** A delete whose answer got lost is not repeated without a look: another object may have come. */
    @ParameterizedTest
    @ValueSource(strings = {"SLOW_DOWN", "UNHEARD"})
    void whatComesBetweenTwoTriesOfADeleteStays(Fault fault) throws IOException {
        deliver("a.csv", "first");
        FileStat first = stat("a.csv");
        AtomicBoolean struck = new AtomicBoolean();
        AtomicBoolean other = new AtomicBoolean();
        link.meet(request -> {
            if (request.startsWith("DELETE ") && struck.compareAndSet(false, true)) {
                return fault;
            }
            if (request.startsWith("HEAD ") && struck.get() && other.compareAndSet(false, true)) {
                deliver("a.csv", "other");
            }
            return Fault.NONE;
        });
        input.deleteVersion("a.csv", first);
        link.meet(request -> Fault.NONE);
        assertThat(struck).isTrue();
        if (other.get() || fault != Fault.UNHEARD) {
            assertThat(text(input, "a.csv")).isEqualTo("other");
        } else {
            // Java's own client has asked once more, at once.
            assertThat(input.stat("a.csv")).isEmpty();
        }
    }

    @Test
    void readingIsOfTheVersionThatWasOffered() throws IOException {
        deliver("a.csv", "first");
        FileStat first = stat("a.csv");
        try (InputStream in = input.open("a.csv", first, 2)) {
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("rst");
        }
        deliver("a.csv", "other");
        assertThatThrownBy(() -> input.open("a.csv", first, 0)).isInstanceOf(IOException.class);
    }

    /** A large object is moved in one step that can be done and not be heard of; what is said of it then must not be that it is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"UNHEARD", "LOST", "SLOW_DOWN"})
    void moveInPartsOfWhichNobodyHearsTheEndIsDoneOrSaidToBeNotDone(Fault fault) throws IOException {
        byte[] bytes = new byte[PART + 17];
        new Random(4).nextBytes(bytes);
        producer.putObject(object -> object.bucket(bucket).key("in/put/big.csv"), RequestBody.fromBytes(bytes));
        FileStat version = stat("big.csv");
        AtomicBoolean struck = new AtomicBoolean();
        link.meet(request ->
                request.startsWith("POST ") && request.contains("uploadId=") && struck.compareAndSet(false, true)
                        ? fault
                        : Fault.NONE);
        try {
            input.move("big.csv", version, archive, "d/1-big.csv");
            assertThat(names(input, "")).isEmpty();
        } catch (IOException e) {
            assertThat(stat("big.csv")).as("it says that it is not done: " + e).isEqualTo(version);
        }
        assertThat(struck).isTrue();
        assertThat(Sha256.of(archive.open("d/1-big.csv", 0))).isEqualTo(Sha256.of(new ByteArrayInputStream(bytes)));
    }

    @Test
    void keysWithoutANameAreTold() throws IOException {
        assumeTrue(server == S3Server.S3MOCK, "s3proxy keeps objects as files, and takes two slashes for one");
        deliver("/x.csv", "content");
        deliver("a.csv", "content");
        assertThat(names(input, "")).containsExactly("/: the name of a folder in it is empty", "a.csv");
    }

    @Test
    void writesAppearWholeAndNewOnesTakeTheKeyOfNone() throws IOException {
        archive.write("mark", new ByteArrayInputStream("one".getBytes(UTF_8)));
        archive.write("mark", new ByteArrayInputStream("two".getBytes(UTF_8)));
        assertThat(text(archive, "mark")).isEqualTo("two");
        assertThatThrownBy(() -> archive.writeNew("mark", new ByteArrayInputStream("three".getBytes(UTF_8))))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(text(archive, "mark")).isEqualTo("two");
        archive.delete("mark");
        assertThat(archive.stat("mark")).isEmpty();
        assertThatThrownBy(() -> archive.delete("mark")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> archive.open("mark", 0)).isInstanceOf(NoSuchFileException.class);

        byte[] large = new byte[33 << 20];
        new Random(2).nextBytes(large);
        archive.writeNew("large", new ByteArrayInputStream(large));
        assertThat(Sha256.of(archive.open("large", 0))).isEqualTo(Sha256.of(new ByteArrayInputStream(large)));
        InputStream breaks = new SequenceInputStream(new ByteArrayInputStream(large), new InputStream() {
            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                throw new IOException("the disk of the source");
            }

            @Override
            public int read() throws IOException {
                throw new IOException("the disk of the source");
            }
        });
        assertThatThrownBy(() -> archive.write("cut", breaks)).hasMessage("the disk of the source");
        assertThat(archive.stat("cut")).isEmpty();
    }

    @Test
    void bucketThatIsNotThereIsSaid() {
        Folder none = BucketFolder.of(
                URI.create("s3a://tidegate-none/x"),
                new BucketStore(link.endpoint().toString(), null, PART));
        assertThatThrownBy(none::create)
                .isInstanceOf(IOException.class)
                .hasMessage("There is no bucket tidegate-none: make it, or name another");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SLOW_DOWN", "LOST", "UNHEARD", "LATE"})
    void whatTheLinkDoesToRequestsOfAMoveIsWaitedFor(Fault fault) throws IOException {
        for (String request : List.of("HEAD", "PUT", "DELETE", "GET")) {
            deliver("a.csv", "content of " + request);
            FileStat version = stat("a.csv");
            link.meet(fault, 3, request);
            String target = "d/" + request + "-a.csv";
            try {
                input.move("a.csv", version, archive, target);
            } catch (FileAlreadyExistsException e) {
                // The copy was made and nobody heard of it: who moves compares the bytes, and goes on.
                assertThat(fault).isEqualTo(Fault.UNHEARD);
                input.deleteVersion("a.csv", version);
            }
            assertThat(text(archive, target)).isEqualTo("content of " + request);
            // A delete that was done is found to be done at the next look.
            boolean once = fault == Fault.LATE || (fault == Fault.UNHEARD && request.equals("DELETE"));
            assertThat(link.struck()).isBetween(once ? 1 : 3, 3);
            assertThat(names(input, "")).isEmpty();
        }
    }

    @Test
    void readingGoesOnWhereItWasCutAndNotInAnotherVersion() throws IOException {
        byte[] bytes = new byte[1 << 20];
        new Random(3).nextBytes(bytes);
        producer.putObject(object -> object.bucket(bucket).key("in/put/a.csv"), RequestBody.fromBytes(bytes));
        link.meet(Fault.HALVED, 4, "GET");
        assertThat(Sha256.of(input.open("a.csv", 0))).isEqualTo(Sha256.of(new ByteArrayInputStream(bytes)));
        assertThat(link.struck()).isEqualTo(4);

        link.meet(Fault.HALVED, 1, "GET");
        try (InputStream in = input.open("a.csv", 0)) {
            assertThat(in.readNBytes(1000)).hasSize(1000);
            deliver("a.csv", "x".repeat(bytes.length));
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    /** Who keeps all versions keeps them: what is deleted gets a marker, and no older version comes to light. */
    @Test
    void bucketThatKeepsVersionsShowsNoOlderOneAgain() throws IOException {
        assumeTrue(server == S3Server.S3MOCK, "s3proxy keeps no versions");
        producer.putBucketVersioning(asked ->
                asked.bucket(bucket).versioningConfiguration(kept -> kept.status(BucketVersioningStatus.ENABLED)));
        deliver("a.csv", "older");
        deliver("a.csv", "newer");
        input.move("a.csv", stat("a.csv"), archive, "d/1-a.csv");
        // Its listing shows what has a marker, which that of S3 does not.
        assertThat(input.stat("a.csv")).isEmpty();
        assertThat(text(archive, "d/1-a.csv")).isEqualTo("newer");
        assertThat(producer.listObjectVersions(asked -> asked.bucket(bucket).prefix("in/put/a.csv"))
                        .versions())
                .hasSize(2);
        deliver("a.csv", "newest");
        assertThat(names(input, "")).containsExactly("a.csv");
    }
}
