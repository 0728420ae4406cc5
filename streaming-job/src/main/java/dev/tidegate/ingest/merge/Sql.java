package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.SqlFiles;

/** The statements of this package that are the same for all streams. Those about the table of one: {@link Statements}. */
final class Sql {

    static final String CREATE_STAGED_FILES = text("create_staged_files");
    static final String PASS_FENCE = text("pass_fence");
    static final String PASS_FENCE_BESIDE = text("pass_fence_beside");
    static final String FIND_IN_LEDGER = text("find_in_ledger");
    static final String FIND_SAME_BYTES = text("find_same_bytes");
    static final String LOOK_UP_ROWS = text("look_up_rows");
    static final String FIND_TRIED_ROW = text("find_tried_row");
    static final String FIND_REFUSED_ROWS = text("find_refused_rows");
    static final String TAKE_OUT_REFUSED = text("take_out_refused");
    static final String CREATE_STAGED_REFUSED = text("create_staged_refused");
    static final String STAGE_REFUSED = text("stage_refused");
    static final String INSERT_REFUSED = text("insert_refused");
    static final String STAGE_FILES = text("stage_files");
    static final String PREPARE_MANY_ROWS = text("prepare_many_rows");
    static final String IS_EMPTY = text("is_empty");
    static final String SUBTRACT_SUMS = text("subtract_sums");
    static final String INSERT_REJECTS = text("insert_rejects");
    static final String ADD_TOTALS = text("add_totals");
    static final String INSERT_BATCH = text("insert_batch");
    static final String SETTLE_REPLAYED_REJECTS = text("settle_replayed_rejects");
    static final String KEEP_DISCARDED_REJECTS = text("keep_discarded_rejects");
    static final String MARK_MOVED = text("mark_moved");
    static final String MARK_DELETED = text("mark_deleted");
    static final String NEWEST_FILE = text("newest_file");
    static final String UNKNOWN_FILES = text("unknown_files");
    static final String MARK_LOST = text("mark_lost");
    static final String FIND_TO_BE_MOVED = text("find_to_be_moved");
    static final String FIND_MOVED_LATELY = text("find_moved_lately");
    static final String TABLE_STATE = text("table_state");
    static final String FIND_REMOVED_TOMBSTONES = text("find_removed_tombstones");
    static final String RAISE_IDS = text("raise_ids");

    private Sql() {}

    private static String text(String name) {
        return SqlFiles.read(Sql.class, name);
    }
}
