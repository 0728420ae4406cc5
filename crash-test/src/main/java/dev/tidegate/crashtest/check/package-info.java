/**
 * Compares the database and the folders with the truth: during the run what no reader may ever see, and at the end everything.
 * Takes nothing from the job as true.
 */
package dev.tidegate.crashtest.check;
