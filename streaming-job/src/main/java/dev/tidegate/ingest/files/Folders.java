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
        if (!SCHEME.matcher(location).matches()) {
            return local(Path.of(location));
        }
        URI uri = URI.create(location);
        return uri.getScheme().equals("file")
                ? local(Path.of(uri.getPath()))
                : new HadoopFolder(uri, configuration.get());
    }

    /** A folder on this machine. */
    public static Folder local(Path path) {
        return new LocalFolder(path);
    }
}
