package dev.tidegate.crashtest.running;

import dev.tidegate.s3.FlakyLink;
import dev.tidegate.s3.FlakyLink.Request;
import dev.tidegate.s3.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket of a server that speaks as S3 does and heeds the condition of a delete. The job finds it behind a link on which
 * requests get lost; what the test itself asks for goes past that.
 */
public final class Bucket implements Store, AutoCloseable {

    private static final String NAME = "crash-test";
    private static final long SECOND = 1000;

    private final Path root;
    private final S3Client client;
    private final FlakyLink link;
    /** When these bytes came last under this key: until that second is over, the same again are the same version. */
    private final Map<String, Long> delivered = new HashMap<>();

    private Bucket(Path root, S3Client client, FlakyLink link) {
        this.root = root;
        this.client = client;
        this.link = link;
    }

    /**
     * Starts the server, with an empty bucket.
     *
     * @param home gets what the server keeps
     * @param root what folders have in front that are prefixes in the bucket
     */
    public static Bucket start(Path home, Path root) throws IOException {
        URI server = S3Server.S3MOCK.start(home);
        S3Client client = S3Server.producer(server);
        client.createBucket(made -> made.bucket(NAME));
        return new Bucket(root, client, new FlakyLink(server));
    }

    /** By which the job reaches it. */
    public FlakyLink link() {
        return link;
    }

    /** How the path of what lies in a folder begins in a request. */
    public String path(Path folder) {
        return "/" + NAME + "/" + prefix(folder);
    }

    private String prefix(Path folder) {
        return root.relativize(folder) + "/";
    }

    private String key(Path folder, String name) {
        return prefix(folder) + name;
    }

    @Override
    public String location(Path folder) {
        return "s3a://" + NAME + "/" + root.relativize(folder);
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_S3",
                link.endpoint().toString(),
                "AWS_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                S3Server.KEY_ID,
                "AWS_SECRET_ACCESS_KEY",
                S3Server.SECRET);
    }

    @Override
    public boolean holds(Path folder, String name) throws IOException {
        return ask(() -> {
            try {
                client.headObject(object -> object.bucket(NAME).key(key(folder, name)));
                return true;
            } catch (NoSuchKeyException e) {
                return false;
            }
        });
    }

    /** The store says the time, in whole seconds. */
    @Override
    public long deliver(Path bytes, Path folder, String name, long modifiedMillis) throws IOException {
        String key = key(folder, name);
        String version = key + "/" + bytes.getFileName();
        long last = delivered.getOrDefault(version, 0L);
        while (System.currentTimeMillis() / SECOND <= last / SECOND) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        long begun = System.currentTimeMillis();
        ask(() -> client.putObject(object -> object.bucket(NAME).key(key), RequestBody.fromFile(bytes)));
        delivered.put(version, System.currentTimeMillis());
        return begun / SECOND * SECOND;
    }

    @Override
    public List<String> names(Path folder) throws IOException {
        String prefix = prefix(folder);
        return ask(() -> client.listObjectsV2Paginator(list -> list.bucket(NAME).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .map(key -> key.substring(prefix.length()))
                .filter(name -> !Path.of(name).endsWith(Folders.MARK))
                .sorted()
                .toList());
    }

    @Override
    public InputStream open(Path folder, String name) throws IOException {
        return ask(() -> client.getObject(object -> object.bucket(NAME).key(key(folder, name))));
    }

    private <T> T ask(Request<T> request) throws IOException {
        try {
            return link.alone(request);
        } catch (SdkException e) {
            throw new IOException("The store of the run does not do what it is asked for", e);
        }
    }

    @Override
    public void close() throws IOException {
        link.close();
        client.close();
    }
}
