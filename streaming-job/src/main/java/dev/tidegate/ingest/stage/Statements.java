package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.database.SqlFiles;
import dev.tidegate.ingest.stream.ColumnLists;
import dev.tidegate.ingest.stream.Stream;
import java.util.HashMap;
import java.util.Map;

/**
 * The statements of this package with the lists of columns of a stream: about the tables of a session, or, with their names,
 * about those of one micro-batch.
 */
record Statements(ColumnLists lists) {

    static final String SHRINK_SUMMED_EVENTS = text("shrink_summed_events");
    static final String HIDE_STAGING_TABLES = text("hide_staging_tables");
    static final String FIND_STAGING_LEFTOVERS = text("find_staging_leftovers");

    static Statements of(Stream stream) {
        return new Statements(new ColumnLists(stream));
    }

    /** A statement about the staging tables of a session. */
    String ofSession(String name) {
        return filled(name, Map.of("events", "staged_events", "rejects", "staged_rejects", "attempt", ""));
    }

    /**
     * A statement about the staging tables of one micro-batch.
     *
     * @param tables names by gaps
     */
    String ofTables(String name, Map<String, String> tables) {
        Map<String, String> gaps = new HashMap<>(tables);
        gaps.put("attempt", "_tg_attempt");
        return filled(name, gaps);
    }

    private String filled(String name, Map<String, String> gaps) {
        ColumnLists all = lists;
        for (Map.Entry<String, String> gap : gaps.entrySet()) {
            all = all.with(gap.getKey(), gap.getValue());
        }
        return all.fill(text(name));
    }

    private static String text(String name) {
        return SqlFiles.read(Statements.class, name);
    }
}
