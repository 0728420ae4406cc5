package dev.tidegate.ingest.operate.check;

import java.util.List;

/**
 * What a record becomes in the table.
 *
 * @param line where it begins
 * @param deleted whether it takes its row away
 */
record StoredRow(long line, boolean deleted, List<Value> values) {

    /**
     * A value of it.
     *
     * @param type in SQL
     * @param value as the table keeps it, times in UTC; null for none
     * @param text what stands in the file; null where the file has no such column
     * @param origin where a value comes from that is no text of the file; null where it is one
     */
    record Value(String column, String type, String value, String text, String origin) {}
}
