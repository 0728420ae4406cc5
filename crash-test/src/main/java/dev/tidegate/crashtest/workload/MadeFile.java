package dev.tidegate.crashtest.workload;

/** A version of a file with its bytes. */
record MadeFile(Version version, byte[] bytes) {}
