package dev.tidegate.ingest.rules;

/**
 * The file a record comes from, as far as it may become a value of the row.
 *
 * @param name under which it was delivered, without folders
 * @param modifiedMillis when it was last changed, in milliseconds since 1970
 */
public record DeliveredFile(String name, long modifiedMillis) {}
