package dev.tidegate.ingest;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local disk as a Hadoop file system of scheme {@code faulty}, on which a test can say what happens when a file of a name
 * is opened or moved. Hadoop makes it by the name of its class, so what happens has to be static.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {

    private static final Map<String, Fault> ON_OPEN = new ConcurrentHashMap<>();
    private static final Map<String, Fault> ON_MOVE = new ConcurrentHashMap<>();
    private static final Map<String, Fault> ON_LIST = new ConcurrentHashMap<>();

    /** Called by Hadoop. */
    public FaultyFileSystem() {}

    /** What happens: it may throw, or do something to the file. */
    interface Fault {
        void strike() throws IOException;
    }

    /** Sets what happens each time a file of this name is opened. */
    static void whenOpened(String name, Fault fault) {
        ON_OPEN.put(name, fault);
    }

    /** Sets what happens just before a file of this name is moved. */
    static void whenMoved(String name, Fault fault) {
        ON_MOVE.put(name, fault);
    }

    /** Sets what happens each time a folder of this name is listed. */
    static void whenListed(String name, Fault fault) {
        ON_LIST.put(name, fault);
    }

    static void repair() {
        ON_LIST.clear();
        ON_OPEN.clear();
        ON_MOVE.clear();
    }

    /** The same for Spark's checkpoint, which asks for it in Hadoop's other way. */
    public static final class OfCheckpoint extends DelegateToFileSystem {

        /** Called by Hadoop. */
        public OfCheckpoint(URI uri, Configuration configuration) throws IOException, URISyntaxException {
            super(uri, new FaultyFileSystem(), configuration, "faulty", false);
        }
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
        try {
            strike(ON_OPEN, path);
        } catch (IOException e) {
            in.close();
            throw e;
        }
        return in;
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        strike(ON_LIST, path);
        return super.listStatus(path);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        strike(ON_MOVE, from);
        return super.rename(from, to);
    }

    private static void strike(Map<String, Fault> faults, Path path) throws IOException {
        Fault fault = faults.get(path.getName());
        if (fault != null) {
            fault.strike();
        }
    }
}
