/**
 * The log: its forms, its folder, how quiet others are, and how what comes from outside is shown, so that it does nothing but
 * stand there. Knows no stage.
 */
package dev.tidegate.ingest.log;
