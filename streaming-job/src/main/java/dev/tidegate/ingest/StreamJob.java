package dev.tidegate.ingest;

import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.options.StreamFolders;
import dev.tidegate.ingest.stream.Stream;

/**
 * A stream that the job is to run.
 *
 * @param declared as its file says
 * @param stream the same, with what only its table says of the columns
 * @param mappings how its files are written
 * @param checkpoint Spark's folder; may be lost while the job is down
 */
record StreamJob(Stream declared, Stream stream, Mappings mappings, StreamFolders folders, String checkpoint) {

    /** The same, with what only the table says of the stream's columns. */
    StreamJob with(Stream resolved) {
        return new StreamJob(declared, resolved, mappings.with(resolved), folders, checkpoint);
    }

    String name() {
        return stream.name();
    }
}
