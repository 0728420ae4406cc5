package dev.tidegate.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Two servers that answer as S3 does, each with gaps of its own, in a process of its own, which ends with that of the tests. */
public enum S3Server {
    /** Proves signatures; does not heed each condition. */
    S3PROXY("s3proxy-jar-with-dependencies.jar"),
    /** Proves no signature. */
    S3MOCK("s3mock-exec.jar");

    /** What a log must not show. */
    public static final String SECRET = "kept-out-of-each-log-7d1f";

    public static final String KEY_ID = "tidegate-tests";

    /** From the folder of the project: what the build leaves. */
    private static final Path JARS = Path.of("local-s3", "target", "s3-servers");

    private static final Map<S3Server, URI> ENDPOINTS = new EnumMap<>(S3Server.class);

    private final String jar;

    S3Server(String jar) {
        this.jar = jar;
    }

    /** Where it answers to the tests of this process. Starts it where it does not run yet. */
    public URI endpoint() throws IOException {
        synchronized (ENDPOINTS) {
            if (!ENDPOINTS.containsKey(this)) {
                ENDPOINTS.put(this, start(Path.of("target", name().toLowerCase(Locale.ROOT) + "-" + freePort())));
            }
            return ENDPOINTS.get(this);
        }
    }

    /**
     * Starts one of its own; it ends with this process. Returns where it answers.
     *
     * @param home gets its log and what it keeps
     */
    public URI start(Path home) throws IOException {
        Files.createDirectories(home);
        int port = freePort();
        Process process = new ProcessBuilder(command(port, home))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> answers(port, process));
        return URI.create("http://127.0.0.1:" + port);
    }

    private List<String> command(int port, Path home) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx384m",
                "-Djava.io.tmpdir=" + home.toAbsolutePath(),
                "-jar",
                findJar().toString()));
        if (this == S3MOCK) {
            command.addAll(List.of("--server.port=0", "--http.port=" + port));
        } else {
            Path settings = home.resolve("s3proxy.conf");
            Files.writeString(
                    settings, settings().formatted(port, KEY_ID, SECRET) + "jclouds.provider=transient-nio2\n");
            command.addAll(List.of("--properties", settings.toString()));
        }
        return command;
    }

    /** Those of the demo, too. */
    private static String settings() throws IOException {
        try (InputStream in = S3Server.class.getResourceAsStream("s3proxy.conf")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** In this folder or the nearest above that has it: tests run in the folders of modules. */
    private Path findJar() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path found = folder.resolve(JARS).resolve(jar);
            if (Files.exists(found)) {
                return found;
            }
        }
        throw new IOException("There is no %s in %s of the project: run ./mvnw dependency:copy@%s -pl local-s3"
                .formatted(jar, JARS, name().toLowerCase(Locale.ROOT)));
    }

    private static boolean answers(int port, Process process) {
        if (!process.isAlive()) {
            throw new IllegalStateException("The server ended with " + process.exitValue());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == 'H';
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Lets this process find its credentials as the usual chain does. */
    public static void logIn() {
        System.setProperty("aws.accessKeyId", KEY_ID);
        System.setProperty("aws.secretAccessKey", SECRET);
    }

    /** The client of a producer. */
    public S3Client producer() throws IOException {
        return producer(endpoint());
    }

    /** The client of a producer, for a server that was started. */
    public static S3Client producer(URI endpoint) {
        return client(endpoint, AwsBasicCredentials.create(KEY_ID, SECRET));
    }

    static S3Client client(URI endpoint, AwsCredentials credentials) {
        return S3Client.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }
}
