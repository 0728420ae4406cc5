package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.stream.Table;

/**
 * The table of a stream is not any more what it was when the load started. Nothing may be loaded into it before it is compared
 * with what the stream declares.
 */
public final class TableChangedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TableChangedException(Table table) {
        super("Somebody has changed the columns, indexes, triggers or constraints of the table %s".formatted(table));
    }
}
