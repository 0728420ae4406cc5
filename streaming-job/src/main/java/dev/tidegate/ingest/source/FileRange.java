package dev.tidegate.ingest.source;

import java.io.Serializable;

/**
 * The records of a file that begin in a range of its bytes.
 *
 * @param fileNo place of the file in the micro-batch, from 1
 * @param file the file, without its split points
 * @param begin offset of the first byte
 * @param end offset behind the last byte
 * @param line physical line, from 1, at the begin
 */
record FileRange(int fileNo, LandedFile file, long begin, long end, long line) implements Serializable {

    long length() {
        return end - begin;
    }

    boolean whole() {
        return begin == 0 && end == file.size();
    }
}
