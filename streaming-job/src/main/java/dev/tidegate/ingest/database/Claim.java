package dev.tidegate.ingest.database;

/**
 * Who asks for the right to write, and how.
 *
 * @param stream whose rows are to be written, as {@code pipeline.stream} has it
 * @param owner who asks, for people
 * @param takeOver whether to end another job's session at once instead of waiting until it is silent
 * @param used asked for the highest epoch that the folders know of: a restored database may not know it
 */
public record Claim(String stream, String owner, boolean takeOver, UsedEpochs used) {}
