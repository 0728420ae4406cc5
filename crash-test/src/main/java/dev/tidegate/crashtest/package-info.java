/**
 * The crash test: makes files, runs the job on a real database, lets a seeded choice of faults strike, and compares the
 * result with the truth. {@code scripts/crash-test.sh} is the door.
 */
package dev.tidegate.crashtest;
