package dev.tidegate.ingest;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local disk as a Hadoop file system of scheme {@code faulty}, on which a test can say what happens when a file of a name
 * is opened. Hadoop makes it by the name of its class, so what happens has to be static.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {

    private static final Map<String, OnOpen> FAULTS = new ConcurrentHashMap<>();

    /** Called by Hadoop. */
    public FaultyFileSystem() {}

    /** What happens when a file is opened: it may throw, or do something to the file. */
    interface OnOpen {
        void opened() throws IOException;
    }

    /** Sets what happens each time a file of this name is opened. */
    static void whenOpened(String name, OnOpen fault) {
        FAULTS.put(name, fault);
    }

    static void repair() {
        FAULTS.clear();
    }

    @Override
    public URI getUri() {
        return URI.create("faulty:///");
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        FSDataInputStream in = super.open(path, bufferSize);
        OnOpen fault = FAULTS.get(path.getName());
        if (fault != null) {
            try {
                fault.opened();
            } catch (IOException e) {
                in.close();
                throw e;
            }
        }
        return in;
    }
}
