/** What the environment of a process says of its options. Knows no other package. */
package dev.tidegate.ingest.environment;
