package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.database.SqlFiles;
import dev.tidegate.ingest.stream.ColumnLists;
import dev.tidegate.ingest.stream.Events;
import java.util.Map;

/**
 * The statements of this package. Lists of columns are filled in here, for the one stream that there is; {@link StagingTables}
 * fills in the names of its tables.
 */
final class Sql {

    private static final ColumnLists LISTS = new ColumnLists(Events.STREAM);

    private static final ColumnLists OF_SESSION = LISTS.with("events", "staged_events")
            .with("rejects", "staged_rejects")
            .with("lineage", "file_no, line");

    static final String CREATE_STAGING = OF_SESSION.fill(text("create_staging"));
    static final String COPY_EVENTS = OF_SESSION.fill(text("copy_events"));
    static final String COPY_REJECTS = OF_SESSION.fill(text("copy_rejects"));
    static final String SHRINK_SUMMED_EVENTS = text("shrink_summed_events");
    static final String ANALYZE_STAGING = LISTS.fill(text("analyze_staging"));
    static final String HIDE_STAGING_TABLES = text("hide_staging_tables");
    static final String FIND_STAGING_LEFTOVERS = text("find_staging_leftovers");

    private Sql() {}

    /**
     * A statement about the staging tables of one micro-batch.
     *
     * @param tables names by gaps
     */
    static String ofTables(String name, Map<String, String> tables) {
        ColumnLists lists = LISTS.with("lineage", "attempt, file_no, line");
        for (Map.Entry<String, String> table : tables.entrySet()) {
            lists = lists.with(table.getKey(), table.getValue());
        }
        return lists.fill(text(name));
    }

    private static String text(String name) {
        return SqlFiles.read(Sql.class, name);
    }
}
