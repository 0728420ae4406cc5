package dev.tidegate.crashtest;

import java.nio.file.Path;

/**
 * On what a run takes place.
 *
 * @param setupScript by which the database is set up
 * @param folder gets everything
 * @param inBucket whether files lie in a bucket, and not on a disk
 * @param byMonth whether events are parted by month
 */
record Place(Path setupScript, Path folder, boolean inBucket, boolean byMonth) {}
