package dev.tidegate.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.merge.ArchivePath;
import dev.tidegate.ingest.source.LandingNames;
import dev.tidegate.s3.S3Server;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A database went back to before the load of an object whose move had been cut off between its copy and its delete. */
class PutBackInBucketIT {

    private static final UnknownFile FILE = new UnknownFile(false, "2026-11-28/17-a.csv");

    private final String bucket = "tidegate-" + UUID.randomUUID();
    private S3Client producer;
    private Folder input;
    private ArchivedFiles archived;
    private PutBack putBack;

    @BeforeEach
    void makeABucket() throws IOException {
        S3Server.logIn();
        System.setProperty("aws.endpointUrlS3", S3Server.S3PROXY.endpoint().toString());
        producer = S3Server.S3PROXY.producer();
        producer.createBucket(made -> made.bucket(bucket));
        input = folder("input");
        archived = new ArchivedFiles(folder("archive"), folder("quarantine"), (refused, paths, ids) -> paths);
        putBack = new PutBack(input, archived, 0);
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.endpointUrlS3");
        producer.close();
    }

    private Folder folder(String name) {
        return Folders.withoutHadoop("s3a://" + bucket + "/" + name);
    }

    private void deliver(String content) {
        deliver("a.csv", content);
    }

    private void deliver(String name, String content) {
        producer.putObject(object -> object.bucket(bucket).key("input/" + name), RequestBody.fromString(content));
    }

    private void copyToArchive() {
        copyToArchive("a.csv", FILE.path());
    }

    private void copyToArchive(String name, String path) {
        producer.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey("input/" + name)
                .destinationBucket(bucket)
                .destinationKey("archive/" + path));
    }

    private List<String> keys() {
        return producer.listObjectsV2(all -> all.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    @Test
    void whatWasCopiedAndNotDeletedIsLoadedOnce() throws IOException {
        deliver("one");
        copyToArchive();
        assertThat(putBack.move(List.of(FILE))).containsExactly("recovered-17-a.csv");
        assertThat(keys()).containsExactly("input/recovered-17-a.csv");
    }

    /** The other one may be of this job, or of nobody that is known. */
    @ParameterizedTest
    @ValueSource(strings = {"17~1-a.csv", "17-1-a.csv"})
    void whatWasCopiedBesideAnotherObjectThatHadItsPlaceIsLoadedOnce(String copy) throws Exception {
        deliver("precious");
        copyToArchive();
        deliver("one");
        copyToArchive("a.csv", "2026-11-28/" + copy);
        assertThat(putBack.move(archived.unknown()))
                .containsExactlyInAnyOrder("recovered-17-a.csv", "recovered-17~1-a.csv");
        assertThat(keys()).containsExactly("input/recovered-17-a.csv", "input/recovered-17~1-a.csv");
        assertThat(producer.getObjectAsBytes(object -> object.bucket(bucket).key("input/recovered-17~1-a.csv"))
                        .asUtf8String())
                .isEqualTo("one");
    }

    static List<String> namesThatFitNowhereElse() {
        String longName = "b".repeat(120) + "-orders-" + "e".repeat(123) + ".csv";
        return List.of(
                longName,
                "shop/" + longName,
                longName.repeat(3).replace(".csv", "-") + ".csv",
                ("f".repeat(100) + "/").repeat(6) + "a.csv");
    }

    @ParameterizedTest
    @MethodSource("namesThatFitNowhereElse")
    void whatWasCopiedUnderALongNameIsLoadedOnce(String name) throws Exception {
        deliver(name, "one");
        copyToArchive(name, ArchivePath.of(17, 0, name, Instant.parse("2026-11-28T10:00:00Z")));
        List<String> names = putBack.move(archived.unknown());
        assertThat(names).singleElement().asString().endsWith(LandingNames.own(name));
        assertThat(names).allMatch(LandingNames::isRecovered);
        assertThat(keys()).containsExactly("input/" + names.get(0));
    }

    /** No key has room for it and what the archive puts before it. */
    @Test
    void objectOfWhichTheArchiveHasNotTheWholeNameIsNamedUntilItHas() throws Exception {
        String name = "b".repeat(400) + "-orders-" + "e".repeat(400) + ".csv";
        String place = ArchivePath.of(17, 0, name, Instant.parse("2026-11-28T10:00:00Z"));
        deliver("a.csv", "one");
        copyToArchive("a.csv", place);
        copyToArchive("a.csv", "2026-11-28/18-b.csv");
        List<String> before = keys();
        assertThatThrownBy(() -> putBack.move(archived.unknown()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("/archive/" + place + ".")
                .hasMessageContaining("as 2026-11-28/17~0-/NAME;");
        assertThat(keys()).isEqualTo(before);
        copyToArchive("a.csv", "2026-11-28/17~0-/x-orders-y.csv");
        producer.deleteObject(object -> object.bucket(bucket).key("archive/" + place));
        assertThat(putBack.move(archived.unknown()))
                .containsExactly("recovered-17-x-orders-y.csv", "recovered-18-b.csv");
    }

    @Test
    void otherBytesUnderTheKeyAreAnotherDelivery() throws IOException {
        deliver("one");
        copyToArchive();
        deliver("two");
        putBack.move(List.of(FILE));
        assertThat(keys()).containsExactly("input/a.csv", "input/recovered-17-a.csv");
    }

    @Test
    void sameBytesThatCameLaterAreAnotherDelivery() throws IOException {
        deliver("one");
        copyToArchive();
        long copied = folder("archive").stat(FILE.path()).orElseThrow().modifiedMillis();
        await().until(() -> {
            deliver("one");
            return input.stat("a.csv").orElseThrow().modifiedMillis() > copied;
        });
        putBack.move(List.of(FILE));
        assertThat(keys()).containsExactly("input/a.csv", "input/recovered-17-a.csv");
    }
}
