package dev.tidegate.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The options of a run.
 *
 * @param limit how long it lasts
 * @param interval from one file to the next, as the generator takes it
 * @param dashboardPort 0 for any free one
 * @param streams files that declare streams to run beside the events
 * @param s3Server the jar of a server that answers as S3 does, for files in a bucket; null for files on the disk
 */
record RunOptions(Duration limit, String interval, int dashboardPort, List<String> streams, Path s3Server) {}
