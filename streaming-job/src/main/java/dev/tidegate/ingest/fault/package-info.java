/** Places at which a test makes the process die, as a power cut would. Knows no other package. */
package dev.tidegate.ingest.fault;
