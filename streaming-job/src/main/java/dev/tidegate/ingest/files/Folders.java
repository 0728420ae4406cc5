package dev.tidegate.ingest.files;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/** Finds the folder that an option names. */
public final class Folders {

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

    private Folders() {}

    /**
     * A local folder for a plain path or a {@code file:} URI, a folder on a Hadoop file system for any other URI.
     *
     * @param configuration asked only for a Hadoop file system
     * @throws IllegalArgumentException if the URI cannot be read
     */
    public static Folder of(String location, Supplier<Configuration> configuration) {
        return isRemote(location)
                ? new HadoopFolder(URI.create(location), configuration.get())
                : local(localPath(location));
    }

    /** Whether a location is on a Hadoop file system, and not on this machine. */
    public static boolean isRemote(String location) {
        return SCHEME.matcher(location).matches()
                && !"file".equals(URI.create(location).getScheme());
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
