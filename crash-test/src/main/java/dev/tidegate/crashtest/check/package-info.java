/**
 * Compares the database and the folders with the truth: all the time what no reader may ever see, and at the end everything.
 * Believes nothing that the job says.
 */
package dev.tidegate.crashtest.check;
