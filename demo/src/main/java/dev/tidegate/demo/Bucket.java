package dev.tidegate.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A bucket in an S3 server on this machine, which lets in who knows the secret that it was started with. */
final class Bucket implements AutoCloseable {

    private static final String NAME = "tidegate";
    private static final String KEY_ID = "demo";
    private static final String SERVER = "s3-server";
    private static final Duration TIME_TO_START = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int FOUND = 200;
    private static final int EXISTS = 409;
    private static final Pattern KEY = Pattern.compile("<Key>[^<]*[.]csv(?:[.]gz)?</Key>");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Program server;
    private final URI endpoint;
    private final String secret;

    private Bucket(Program server, URI endpoint, String secret) {
        this.server = server;
        this.endpoint = endpoint;
        this.secret = secret;
    }

    /** Starts the server; what it keeps is in {@code data/s3}. */
    static Bucket start(Path jar, Folders folders, Traces traces) throws IOException, InterruptedException {
        Path data = Files.createDirectories(folders.data().resolve("s3"));
        String secret = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
        int port = freePort();
        Path settings = folders.data().resolve("s3-server.conf");
        Files.deleteIfExists(settings);
        Files.createFile(settings, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                settings,
                settings().formatted(port, KEY_ID, secret)
                        + "jclouds.provider=filesystem-nio2\njclouds.filesystem.basedir=%s\n".formatted(data));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(java, "-Xmx256m", "-jar", jar.toString(), "--properties", settings.toString());
        Bucket bucket = new Bucket(
                Program.start(SERVER, command, folders.logs(), traces), URI.create("http://127.0.0.1:" + port), secret);
        try {
            bucket.make();
            return bucket;
        } catch (IOException | InterruptedException | RuntimeException e) {
            bucket.close();
            throw e;
        }
    }

    /** Those with which tests start it: the build takes them from {@code local-s3}. */
    private static String settings() throws IOException {
        try (InputStream in = Bucket.class.getResourceAsStream("s3proxy.conf")) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void make() throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(TIME_TO_START);
        while (true) {
            try {
                HttpResponse<String> answer = send("PUT", "/" + NAME, "", BodyPublishers.noBody());
                if (answer.statusCode() != FOUND && answer.statusCode() != EXISTS) {
                    throw new IllegalStateException("Cannot make the bucket: " + answer.body());
                }
                return;
            } catch (IOException e) {
                if (!server.isRunning() || Instant.now().isAfter(deadline)) {
                    throw new IOException("The S3 server does not answer: see logs/" + SERVER + ".log", e);
                }
                Thread.sleep(LOOK.toMillis());
            }
        }
    }

    /** As the job knows a folder in it. */
    static String folder(String name) {
        return "s3a://" + NAME + "/" + name;
    }

    /** What tells the job where the server is, and who it is. */
    Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_S3",
                endpoint.toString(),
                "AWS_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                KEY_ID,
                "AWS_SECRET_ACCESS_KEY",
                secret);
    }

    /** Uploads a file; it is seen when it is whole. */
    void upload(Path file, String key) throws IOException, InterruptedException {
        String path = "/" + NAME + "/"
                + URLEncoder.encode(key, UTF_8).replace("+", "%20").replace("%2F", "/");
        HttpResponse<String> answer = send("PUT", path, "", BodyPublishers.ofFile(file));
        if (answer.statusCode() != FOUND) {
            throw new IOException(
                    "Cannot upload %s: the server answered %d: %s".formatted(file, answer.statusCode(), answer.body()));
        }
    }

    /** How many files wait in the input folder; a thousand stand for more. */
    long waiting() throws IOException {
        try {
            HttpResponse<String> answer =
                    send("GET", "/" + NAME, "?list-type=2&delimiter=%2F&prefix=input%2F", BodyPublishers.noBody());
            return KEY.matcher(answer.body()).results().count();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private HttpResponse<String> send(String method, String path, String query, BodyPublisher body)
            throws IOException, InterruptedException {
        String date = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                .format(Instant.now().atOffset(ZoneOffset.UTC));
        String signed = "%s\n\n\n\nx-amz-date:%s\n%s".formatted(method, date, path);
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + path + query))
                .header("x-amz-date", date)
                .header("Authorization", "AWS " + KEY_ID + ":" + signature(signed))
                .timeout(Duration.ofSeconds(30))
                .method(method, body)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** By the older way of S3: all of it is on this machine. */
    private String signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA1", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
