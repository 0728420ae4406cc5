package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.SqlFiles;
import dev.tidegate.ingest.stream.ColumnLists;
import dev.tidegate.ingest.stream.Events;

/** The statements of this package. Lists of columns are filled in here, for the one stream that there is. */
final class Sql {

    /** The lists of the stream, and with them the rule of which version of a row wins. */
    private static final ColumnLists LISTS = withWinner(new ColumnLists(Events.STREAM));

    static final String CREATE_STAGED_FILES = text("create_staged_files");
    static final String NUMBER_REPEATED_ROWS = text("number_repeated_rows");
    static final String PASS_FENCE = text("pass_fence");
    static final String PASS_FENCE_BESIDE = text("pass_fence_beside");
    static final String FIND_IN_LEDGER = text("find_in_ledger");
    static final String STAGE_FILES = text("stage_files");
    static final String PREPARE_MANY_ROWS = text("prepare_many_rows");
    static final String INSERT_EVENTS = LISTS.fill(text("insert_events"));
    static final String INSERT_DISTINCT_EVENTS = LISTS.fill(text("insert_distinct_events"));
    static final String WRITE_LEDGER_OF_NEW = LISTS.fill(text("write_ledger_of_new"));
    static final String MERGE = LISTS.fill(text("merge"));
    static final String INSERT_REJECTS = text("insert_rejects");
    static final String ADD_TOTALS = text("add_totals");
    static final String INSERT_BATCH = text("insert_batch");
    static final String SETTLE_REPLAYED_REJECTS = text("settle_replayed_rejects");
    static final String KEEP_DISCARDED_REJECTS = text("keep_discarded_rejects");
    static final String MARK_MOVED = text("mark_moved");
    static final String NEWEST_FILE = text("newest_file");
    static final String UNKNOWN_FILES = text("unknown_files");
    static final String MARK_LOST = text("mark_lost");
    static final String FIND_TO_BE_MOVED = text("find_to_be_moved");
    static final String FIND_MOVED_LATELY = text("find_moved_lately");
    static final String RAISE_FILE_ID = text("raise_file_id");

    private Sql() {}

    private static ColumnLists withWinner(ColumnLists lists) {
        return lists.with("winner", lists.fill(text("winner")));
    }

    private static String text(String name) {
        return SqlFiles.read(Sql.class, name);
    }
}
