package dev.tidegate.ingest.operate.verify;

/**
 * Where the promise is broken.
 *
 * @param check that found it
 * @param subject what it is about
 * @param detail what was found and what was expected
 */
record Gap(String stream, String check, String subject, String detail) {}
