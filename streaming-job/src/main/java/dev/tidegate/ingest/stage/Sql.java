package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.database.SqlFiles;

/** The statements of this package that are the same for all streams. Those with the columns of one: {@link Statements}. */
final class Sql {

    static final String SHRINK_SUMMED_EVENTS = text("shrink_summed_events");
    static final String HIDE_STAGING_TABLES = text("hide_staging_tables");
    static final String FIND_STAGING_LEFTOVERS = text("find_staging_leftovers");

    private Sql() {}

    static String text(String name) {
        return SqlFiles.read(Sql.class, name);
    }
}
