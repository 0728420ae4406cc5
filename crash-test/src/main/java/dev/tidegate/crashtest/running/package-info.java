/**
 * What runs: the job as a process of its own, the database, the proxy between them and the folders. Can be started, hurt
 * and looked at; other packages decide when.
 */
package dev.tidegate.crashtest.running;
