package dev.tidegate.ingest.files;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/** Finds the folder that an option names. */
public final class Folders {

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");
    private static final Pattern BUCKET = Pattern.compile("s3a?://", Pattern.CASE_INSENSITIVE);

    private Folders() {}

    /**
     * A local folder for a plain path or a {@code file:} URI, a folder in a bucket for {@code s3a:} and {@code s3:}, a folder on
     * a Hadoop file system for any other URI.
     *
     * @param configuration asked only for a Hadoop file system
     * @throws IllegalArgumentException if the URI cannot be read
     */
    public static Folder of(String location, Supplier<Configuration> configuration) {
        return isOnHadoop(location)
                ? new HadoopFolder(URI.create(location), configuration.get())
                : withoutHadoop(location);
    }

    /** The same for a location of which {@link #isOnHadoop} says no. */
    public static Folder withoutHadoop(String location) {
        return isInBucket(location)
                ? BucketFolder.of(URI.create(location), BucketStore.fromEnvironment())
                : local(localPath(location));
    }

    /** Whether a location is on a Hadoop file system. */
    public static boolean isOnHadoop(String location) {
        return isRemote(location) && !isInBucket(location);
    }

    /** Whether a location is on a Hadoop file system or in a bucket, and not on this machine. */
    public static boolean isRemote(String location) {
        return SCHEME.matcher(location).matches()
                && !"file".equals(URI.create(location).getScheme());
    }

    /** Whether a location is in a bucket of S3 or of what speaks like it. */
    public static boolean isInBucket(String location) {
        return BUCKET.matcher(location).lookingAt();
    }

    /** The path of a location on this machine. */
    public static Path localPath(String location) {
        return SCHEME.matcher(location).matches() ? Path.of(URI.create(location).getPath()) : Path.of(location);
    }

    /** A folder on this machine. */
    public static Folder local(Path path) {
        return new LocalFolder(path);
    }
}
