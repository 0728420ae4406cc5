/**
 * What runs: the job as a process of its own, the database, the proxy between them and the folders. Can be started, hurt
 * and looked at; when that happens is for others to say.
 */
package dev.tidegate.crashtest.running;
