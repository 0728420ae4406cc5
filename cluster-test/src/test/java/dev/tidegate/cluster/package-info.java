/**
 * The packaged job as {@code spark-submit} runs it: on a standalone cluster whose machines die, with all its folders on
 * HDFS, on YARN, and by the API of Kubernetes. Master, workers, executors and driver are processes of their own.
 */
package dev.tidegate.cluster;
