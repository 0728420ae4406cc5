package dev.tidegate.s3;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/** Main program: s3proxy with a bucket in it, into which files are brought that land in a folder. For docker compose. */
public final class LandingBucket {

    private static final Duration TIME_TO_START = Duration.ofMinutes(1);
    private static final long LOOK_MILLIS = 200;
    private static final String PREFIX = "input/";

    private final S3Client client;
    private final String bucket;
    private final Path folder;
    private String trouble;

    private LandingBucket(S3Client client, String bucket, Path folder) {
        this.client = client;
        this.bucket = bucket;
        this.folder = folder;
    }

    /**
     * Ends when the server does.
     *
     * @param arguments the jar of s3proxy, its settings, the bucket, the folder, and a file that is made when all is ready
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 5) {
            System.err.println(
                    "Cannot start: expected the jar of s3proxy, its settings, a bucket, a folder, and a file to make");
            System.exit(2);
        }
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[1]))) {
            settings.load(reader);
        }
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:MaxRAMPercentage=40",
                        "-jar",
                        arguments[0],
                        "--properties",
                        arguments[1])
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::destroy));
        URI endpoint = URI.create("http://127.0.0.1:"
                + URI.create(settings.getProperty("s3proxy.endpoint")).getPort());
        S3Client client = S3Server.client(
                endpoint,
                AwsBasicCredentials.create(
                        settings.getProperty("s3proxy.identity"), settings.getProperty("s3proxy.credential")));
        LandingBucket landing = new LandingBucket(client, arguments[2], Path.of(arguments[3]));
        landing.make(server);
        Files.write(Path.of(arguments[4]), new byte[0]);
        while (server.isAlive()) {
            landing.bringAll();
            Thread.sleep(LOOK_MILLIS);
        }
        System.exit(server.exitValue());
    }

    private void make(Process server) throws InterruptedException {
        long deadline = System.nanoTime() + TIME_TO_START.toNanos();
        while (true) {
            try {
                client.createBucket(made -> made.bucket(bucket));
                return;
            } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException e) {
                return; // by an earlier start
            } catch (SdkException e) {
                if (!server.isAlive() || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    /** One after the other, each seen when it is whole. What is brought twice, since the first try was cut off, is delivered again. */
    private void bringAll() {
        try {
            for (Path file : finished()) {
                client.putObject(object -> object.bucket(bucket).key(PREFIX + file.getFileName()), file);
                Files.delete(file);
            }
            trouble = null;
        } catch (IOException | SdkException e) {
            if (!e.toString().equals(trouble)) {
                System.err.println(
                        "Cannot bring what lies in %s into the bucket, trying again: %s".formatted(folder, e));
            }
            trouble = e.toString();
        }
    }

    private List<Path> finished() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(LandingBucket::isFinished).sorted().toList();
        }
    }

    private static boolean isFinished(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && !name.startsWith(".") && !name.startsWith("_") && !name.endsWith(".tmp");
    }
}
