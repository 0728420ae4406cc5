package dev.tidegate.demo;

import java.time.Duration;

/**
 * The newest micro-batch.
 *
 * @param milliseconds what its reading, staging and merging took together
 * @param lag from the file's last change to the commit, of the file that waited longest
 */
record Batch(long number, int files, long records, long milliseconds, Duration lag) {}
