/** How what comes from outside is shown, on a terminal and in the log, so that it does nothing but stand there. Knows no stage. */
package dev.tidegate.ingest.log;
