package dev.tidegate.ingest;

import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.stream.Stream;

/**
 * A stream that the job is to run.
 *
 * @param mappings how its files are written
 */
record StreamJob(Stream stream, Mappings mappings, StreamFolders folders) {

    /** The same, with what only the table says of the stream's columns. */
    StreamJob with(Stream resolved) {
        return new StreamJob(resolved, mappings.of(resolved), folders);
    }

    String name() {
        return stream.name();
    }
}
