/** The keys of a mapping that make events of a sample, each with its evidence: {@code EventMapping} is the door. Knows the sample only. */
package dev.tidegate.ingest.operate.guess.event;
