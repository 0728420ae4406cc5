package dev.tidegate.ingest.load;

import dev.tidegate.ingest.stream.ColumnLists;
import dev.tidegate.ingest.stream.Events;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The statements of this package, each whole in a file of its own beside the classes. Lists of columns are filled in here, for
 * the one stream that there is; {@link StagingTables} fills in the names of its tables.
 */
final class Sql {

    static final String SET_UP_SESSION = text("set_up_session");
    /** The lists of the stream, and with them the rule of which version of a row wins. */
    private static final ColumnLists LISTS = withWinner(new ColumnLists(Events.STREAM));

    private static final ColumnLists OF_SESSION = LISTS.with("events", "staged_events")
            .with("rejects", "staged_rejects")
            .with("lineage", "file_no, line");

    static final String CREATE_STAGING = OF_SESSION.fill(text("create_staging"));
    static final String CREATE_STAGED_FILES = text("create_staged_files");
    static final String COPY_EVENTS = OF_SESSION.fill(text("copy_events"));
    static final String COPY_REJECTS = OF_SESSION.fill(text("copy_rejects"));
    static final String SHRINK_SUMMED_EVENTS = text("shrink_summed_events");
    static final String NUMBER_REPEATED_ROWS = text("number_repeated_rows");
    static final String ANALYZE_STAGING = LISTS.fill(text("analyze_staging"));
    static final String HIDE_STAGING_TABLES = text("hide_staging_tables");
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
    static final String HAS_FILE = text("has_file");
    static final String NEWEST_FILE = text("newest_file");
    static final String UNKNOWN_FILES = text("unknown_files");
    static final String IDENTIFY_SERVER = text("identify_server");
    static final String MARK_LOST = text("mark_lost");
    static final String FIND_TO_BE_MOVED = text("find_to_be_moved");
    static final String FIND_MOVED_LATELY = text("find_moved_lately");
    static final String CHECK_SCHEMA = text("check_schema");
    static final String TAKE_EPOCH = text("take_epoch");
    static final String FIND_LOCK_HOLDER = text("find_lock_holder");
    static final String HEARTBEAT = text("heartbeat");
    static final String RAISE_FILE_ID = text("raise_file_id");
    static final String FIND_UNFINISHED_PLANS = text("find_unfinished_plans");
    static final String FIND_STAGING_LEFTOVERS = text("find_staging_leftovers");

    private Sql() {}

    private static ColumnLists withWinner(ColumnLists lists) {
        return lists.with("winner", lists.fill(text("winner")));
    }

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
        try (InputStream in = Sql.class.getResourceAsStream(name + ".sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the statement " + name, e);
        }
    }
}
