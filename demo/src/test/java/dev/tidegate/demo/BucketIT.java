package dev.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the generator writes comes into the bucket, and nobody else is let in. */
class BucketIT {

    private static final Path SERVER =
            Path.of("target", "s3-server", "s3proxy-jar-with-dependencies.jar").toAbsolutePath();

    @TempDir
    Path top;

    @Test
    void filesAreUploadedWhenTheyAreFinishedAndWaitInTheBucket() throws Exception {
        Folders folders = new Folders(top);
        Traces traces = new Traces(folders.data().resolve("run"));
        Path input = Files.createDirectories(folders.input());
        Files.writeString(input.resolve(".c.csv"), "unfinished");
        Files.writeString(input.resolve("a b+%20.csv"), "id\n1\n");
        Files.writeString(input.resolve("b.csv.gz"), "x");
        try (Bucket bucket = Bucket.start(SERVER, folders, traces)) {
            LandingFolder landing = new LandingFolder(input, bucket);
            assertThat(landing.waiting()).isEqualTo(2);
            assertThat(bucket.waiting()).isZero();
            Uploads uploads = Uploads.start(input, bucket, new LineScreen(System.out));
            try (uploads) {
                Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
                while (bucket.waiting() < 2 && Instant.now().isBefore(deadline)) {
                    Thread.onSpinWait();
                }
            }
            assertThat(bucket.waiting()).isEqualTo(2);
            assertThat(landing.waiting()).isEqualTo(2);
            assertThat(input.resolve(".c.csv")).exists();

            URI endpoint = URI.create(bucket.environment().get("AWS_ENDPOINT_URL_S3"));
            HttpRequest unsigned = HttpRequest.newBuilder(endpoint.resolve("/tidegate/input/b.csv.gz"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(unsigned, BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folders.data().resolve("s3-server.conf"))))
                    .isEqualTo("rw-------");
        }
        assertThat(traces.names()).isEmpty();
        try (Bucket again = Bucket.start(SERVER, folders, traces)) {
            assertThat(again.waiting()).isEqualTo(2);
        }
    }
}
