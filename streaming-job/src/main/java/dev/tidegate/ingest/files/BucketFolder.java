package dev.tidegate.ingest.files;

import dev.tidegate.ingest.fault.FaultPoint;
import dev.tidegate.ingest.files.BucketStore.ConditionFailedException;
import dev.tidegate.ingest.files.BucketStore.NoBucketException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * The objects of a bucket whose keys begin alike, as a folder. A move is a copy on condition of the ETag, and then a delete on
 * the same condition: an object that came in between stays.
 */
final class BucketFolder implements Folder {

    private static final long serialVersionUID = 1;

    /** Of what somebody has put where a store keeps its objects, not through it. */
    static final String WITHOUT_ETAG =
            "its store says no ETag, by which versions of it are told apart: put it there through the store";

    private final BucketStore store;
    private final String bucket;
    private final String prefix; // empty, or with a slash at its end

    private BucketFolder(BucketStore store, String bucket, String prefix) {
        this.store = store;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    /** @throws IllegalArgumentException if the location names no bucket */
    static BucketFolder of(URI location, BucketStore store) {
        String bucket = location.getAuthority();
        if (bucket == null || bucket.contains("@") || bucket.contains(":")) {
            throw new IllegalArgumentException(
                    "%s names no bucket: expected s3a://BUCKET/PREFIX, and credentials where the AWS SDK finds them"
                            .formatted(location.getScheme() + ":"));
        }
        if (location.getRawQuery() != null || location.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "%s has a '?' or a '#', behind which nothing would be read: expected s3a://BUCKET/PREFIX"
                            .formatted(location));
        }
        String path = location.getPath().replaceAll("^/+|/+$", "");
        return new BucketFolder(store, bucket, path.isEmpty() ? "" : path + "/");
    }

    @Override
    public String location() {
        return "s3a://" + bucket + "/" + prefix.replaceAll("/$", "");
    }

    /** An object is never written on. */
    @Override
    public boolean modificationTimeFollowsWrites() {
        return true;
    }

    @Override
    public boolean holdsObjects() {
        return true;
    }

    @Override
    public void list(String subFolder, Predicate<String> names, Visitor visitor) throws IOException {
        listing().list(subFolder, names, visitor);
    }

    @Override
    public void listBelow(String subFolder, Predicate<String> folders, Predicate<String> names, Visitor visitor)
            throws IOException {
        listing().listBelow(subFolder, folders, names, visitor);
    }

    @Override
    public boolean listsInOrder() {
        return true;
    }

    @Override
    public void listAfter(String after, Predicate<String> folders, Predicate<String> names, Visitor visitor)
            throws IOException {
        BucketListing later = listing().after(after == null ? null : key(after));
        if (folders == null) {
            later.list("", names, visitor);
        } else {
            later.listBelow("", folders, names, visitor);
        }
    }

    private BucketListing listing() {
        return new BucketListing(client(), bucket, prefix, null);
    }

    @Override
    public Optional<FileStat> stat(String name) throws IOException {
        try {
            HeadObjectResponse head = BucketStore.ask(uri(name), () -> client().headObject(
                            object -> object.bucket(bucket).key(key(name))));
            if (head.eTag() == null) {
                throw new IOException(uri(name) + ": " + WITHOUT_ETAG);
            }
            return Optional.of(stat(head.contentLength(), head.lastModified(), head.eTag()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** In whole seconds: a listing may say more of them than the answer about one object. */
    static FileStat stat(long size, Instant modified, String etag) {
        return new FileStat(size, modified.truncatedTo(ChronoUnit.SECONDS).toEpochMilli(), unquoted(etag));
    }

    private static String unquoted(String etag) {
        return etag.replace("\"", "");
    }

    static String quoted(String etag) {
        return '"' + etag + '"';
    }

    @Override
    public InputStream open(String name, long offset) throws IOException {
        return BucketStream.open(client(), bucket, key(name), null, offset);
    }

    @Override
    public InputStream open(String name, FileStat version, long offset) throws IOException {
        String etag = version.etag() == null ? null : quoted(version.etag());
        return BucketStream.open(client(), bucket, key(name), etag, offset);
    }

    @Override
    public void move(String name, Folder target, String targetName) throws IOException {
        FileStat version = stat(name).orElseThrow(() -> new NoSuchFileException(uri(name)));
        move(name, version, target, targetName);
    }

    @Override
    public void move(String name, FileStat version, Folder target, String targetName) throws IOException {
        if (!(target instanceof BucketFolder folder) || !folder.store.equals(store)) {
            throw new IOException(
                    "Cannot move %s to %s: input, archive and quarantine must all be in buckets of one store"
                            .formatted(uri(name), target.location()));
        }
        if (folder.stat(targetName).isPresent()) {
            throw new FileAlreadyExistsException(folder.uri(targetName));
        }
        try {
            new BucketCopy(client(), bucket, key(name), version)
                    .to(folder.bucket, folder.key(targetName), store.partBytes());
        } catch (ConditionFailedException e) {
            throw folder.stat(targetName).isPresent()
                    ? new FileAlreadyExistsException(folder.uri(targetName))
                    : replaced(name, version, e);
        }
        Optional<FileStat> copy = folder.stat(targetName);
        if (copy.isEmpty() || copy.get().size() != version.size()) {
            throw new IOException("Cannot move %s to %s: expected a copy of %d bytes, found %s"
                    .formatted(uri(name), folder.uri(targetName), version.size(), copy));
        }
        FaultPoint.BETWEEN_COPY_AND_DELETE.strike();
        deleteVersion(name, version);
    }

    private NoSuchFileException replaced(String name, FileStat version, Exception cause) {
        NoSuchFileException e =
                new NoSuchFileException(uri(name), null, "it is not the version with ETag " + version.etag());
        e.initCause(cause);
        return e;
    }

    /**
     * Looks before each try: there are stores that do not heed the condition, and the same bytes may have been delivered anew,
     * which only their time tells.
     */
    @Override
    public void deleteVersion(String name, FileStat version) throws IOException {
        for (int tries = 1; stat(name).filter(version::equals).isPresent(); tries++) {
            try {
                BucketStore.ask(uri(name), () -> store.clientOfOneTry()
                        .deleteObject(
                                object -> object.bucket(bucket).key(key(name)).ifMatch(quoted(version.etag()))));
                return;
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                if (!BucketStore.awaitNextTry(tries)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void write(String name, InputStream content) throws IOException {
        new BucketUpload(client(), bucket, key(name)).write(content, false);
    }

    @Override
    public void writeNew(String name, InputStream content) throws IOException {
        try {
            new BucketUpload(client(), bucket, key(name)).write(content, true);
        } catch (ConditionFailedException e) {
            throw new FileAlreadyExistsException(uri(name));
        }
    }

    /** Nothing to do: a store answers when what it did is durable. */
    @Override
    public void sync(String subFolder) {}

    @Override
    public List<String> subFolders() throws IOException {
        return listing().folders();
    }

    @Override
    public void touch(String name, long modifiedMillis) {
        throw new UnsupportedOperationException("Cannot set the time of an object: " + uri(name));
    }

    @Override
    public void delete(String name) throws IOException {
        if (stat(name).isEmpty()) {
            throw new NoSuchFileException(uri(name));
        }
        BucketStore.ask(uri(name), () -> client().deleteObject(
                        object -> object.bucket(bucket).key(key(name))));
    }

    @Override
    public boolean movesKeepModificationTime() {
        return false;
    }

    /** There are no folders to be made: a bucket is not the job's to make, and must be there. */
    @Override
    public void create() throws IOException {
        try {
            BucketStore.ask("s3a://" + bucket, () -> client().headBucket(asked -> asked.bucket(bucket)));
        } catch (NoSuchFileException | NoBucketException e) {
            throw new IOException("There is no bucket %s: make it, or name another".formatted(bucket), e);
        }
    }

    private String key(String name) {
        return prefix + name;
    }

    private String uri(String name) {
        return "s3a://" + bucket + "/" + key(name);
    }

    private S3Client client() {
        return store.client();
    }
}
