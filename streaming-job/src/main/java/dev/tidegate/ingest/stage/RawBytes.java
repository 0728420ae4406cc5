package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.RawRecords;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The bytes of refused records. They are few, so they are read once more instead of being carried along with every record. */
final class RawBytes implements Closeable {

    private final Folder folder;
    private final List<LandedFile> files;
    private RawRecords open;
    private IOException failure;

    RawBytes(Folder folder, List<LandedFile> files) {
        this.folder = folder;
        this.files = files;
    }

    /** The first bytes of a record of the file in hand; none where they cannot be read. */
    byte[] read(int fileNo, long byteOffset, long byteLength) {
        try {
            if (failure == null) {
                if (open == null) {
                    open = RawRecords.open(folder, files.get(fileNo - 1));
                }
                return open.read(byteOffset, byteLength);
            }
        } catch (IOException e) {
            failure = e;
        }
        // The file leaves the micro-batch at its end, and with it this record.
        return new byte[0];
    }

    /** Why bytes of the file in hand could not be read; null where all could. */
    IOException failure() {
        return failure;
    }

    /** The file in hand is done. */
    void nextFile() throws IOException {
        failure = null;
        close();
        open = null;
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
        }
    }
}
