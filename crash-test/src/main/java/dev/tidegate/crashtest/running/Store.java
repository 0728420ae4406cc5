package dev.tidegate.crashtest.running;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where the files of a run lie. Folders have the same paths wherever that is. */
public sealed interface Store permits Disk, Bucket {

    /** As an option of the job names a folder. */
    String location(Path folder);

    /** What the job needs in its environment to find it. */
    Map<String, String> environment();

    /** Whether a file lies in a folder. */
    boolean holds(Path folder, String name) throws IOException;

    /**
     * Puts a file into a folder, whole, in the place of one of that name.
     *
     * @param bytes what it is to hold, in a file that is named by its hash
     * @param modifiedMillis its modification time, if the store lets a producer choose it
     * @return the modification time that it has, as precise as the store tells versions apart
     */
    long deliver(Path bytes, Path folder, String name, long modifiedMillis) throws IOException;

    /** All files below a folder but the marks of databases, sorted, relative to it, with slashes. */
    List<String> names(Path folder) throws IOException;

    InputStream open(Path folder, String name) throws IOException;
}
