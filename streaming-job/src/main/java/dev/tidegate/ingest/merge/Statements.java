package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.SqlFiles;
import dev.tidegate.ingest.stream.ColumnLists;
import dev.tidegate.ingest.stream.Key;
import dev.tidegate.ingest.stream.Stream;

/** The statements of the merge that are about the table of one stream. Made once, when its load starts. */
public final class Statements {

    private final Stream stream;
    private final String insertEvents;
    private final String insertDistinctEvents;
    private final String createConflictingEvents;
    private final String judgeKnownEvents;
    private final String findKnownEvents;
    private final String findConflictingEvents;
    private final String insertOthers;
    private final String insertOthersInOrder;
    private final String mergeConflictingEvents;
    private final String writeLedgerOfNew;
    private final String merge;
    private final String numberRepeatedRows;
    private final String createTriedRows;
    private final String addTriedRows;
    private final String tryRange;
    private final String trySome;
    private final String createTryEach;
    private final String highestSourceFile;
    private final String olderThanRemoved;

    private Statements(Stream stream, ColumnLists lists) {
        this.stream = stream;
        this.insertEvents = lists.fill(text("insert_events"));
        this.insertDistinctEvents = lists.fill(text("insert_distinct_events"));
        this.createConflictingEvents = lists.fill(text("create_conflicting_events"));
        this.judgeKnownEvents =
                findConflicting(lists.with("judged", judged(lists, atFound(stream))), "staged_known", "");
        this.findKnownEvents = findConflicting(lists, "staged_events", "");
        this.findConflictingEvents = findConflicting(lists, "staged_events", text("or_repeated"));
        this.insertOthers = insertOthers(lists, "");
        this.insertOthersInOrder = insertOthers(lists, inOrder(stream));
        this.mergeConflictingEvents =
                lists.with("winner", winner(lists, "conflicting_events")).fill(text("merge_conflicting_events"));
        this.writeLedgerOfNew = lists.fill(text("write_ledger_of_new"));
        this.merge = lists.fill(text("merge"));
        this.createTriedRows = lists.fill(text("create_tried_rows"));
        this.addTriedRows = lists.fill(text("add_tried_rows"));
        this.tryRange = tryRows(lists, "?", "_tg_place BETWEEN ? AND ?");
        this.trySome = tryRows(lists, "?", "_tg_place = ANY (?)");
        this.createTryEach = lists.with("try_each", literal(tryEach(lists))).fill(text("create_try_each"));
        this.numberRepeatedRows = lists.fill(text("number_repeated_rows"));
        this.olderThanRemoved = stream.deleted() == null ? null : lists.fill(text("older_than_removed"));
        this.highestSourceFile = lists.fill(text("highest_source_file"));
    }

    /** Those of a stream. */
    public static Statements of(Stream stream) {
        ColumnLists lists = new ColumnLists(stream);
        String inserted = text(mayShareSource(stream) ? "inserted_of_same_bytes" : "inserted");
        return new Statements(
                stream,
                lists.with("winner", winner(lists, "staged_events"))
                        .with("judged", judged(lists, ""))
                        .with("newer", lists.fill(text(newer(stream))))
                        .with("newer_where_found", lists.fill(text(newerWhereFound(stream))))
                        .with("inserted", inserted)
                        .with("counted", text("counted")));
    }

    /** @param atFound looks where a row was found before it is looked up */
    private static String judged(ColumnLists lists, String atFound) {
        return lists.with("at_found", lists.fill(atFound)).fill(text("judged"));
    }

    /** In months each would be looked at in this place. */
    private static String atFound(Stream stream) {
        return stream.isInMonths() ? "" : text("at_found") + "\n        ";
    }

    private static String newer(Stream stream) {
        return stream.isInMonths() ? "newer_in_months" : "newer";
    }

    /**
     * Triggers of somebody else are called in large micro-batches as in small ones. A table in months may refuse rows, too, and of
     * which month a place is it does not say.
     */
    private static String newerWhereFound(Stream stream) {
        return stream.tableMayRefuse() ? newer(stream) : "newer_where_found";
    }

    /** @param delivered the table of the rows of which the newest versions are looked for */
    private static String winner(ColumnLists lists, String delivered) {
        return lists.with("delivered", delivered).fill(text("winner"));
    }

    /** Rows of which file and line are the key are read in their order. */
    private static String inOrder(Stream stream) {
        return stream.key() instanceof Key.Columns ? "ORDER BY {staged.key}" : "";
    }

    private static String insertOthers(ColumnLists lists, String inOrder) {
        return lists.with("in_order", lists.fill(inOrder)).fill(text("insert_others"));
    }

    private static String findConflicting(ColumnLists lists, String delivered, String or) {
        return lists.with("delivered", delivered)
                .with("or_repeated", lists.fill(or))
                .fill(text("find_conflicting_events"));
    }

    private static String tryEach(ColumnLists lists) {
        String one = tryRows(lists, "_tg_try_loaded_at", "_tg_place = _tg_try_place");
        return lists.with("try_row", one).fill(text("try_each"));
    }

    /** @param tried which rows are */
    private static String tryRows(ColumnLists lists, String loadedAt, String tried) {
        return lists.with("loaded_at", loadedAt).with("tried", tried).fill(text("try_rows"));
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Whether files of the same bytes are one source of rows. */
    static boolean mayShareSource(Stream stream) {
        return stream.key() instanceof Key.FileAndLine lines && !lines.sameBytesAgain();
    }

    private static String text(String name) {
        return SqlFiles.read(Statements.class, name);
    }

    /** The stream whose table they are about. */
    public Stream stream() {
        return stream;
    }

    String insertEvents() {
        return insertEvents;
    }

    String insertDistinctEvents() {
        return insertDistinctEvents;
    }

    String createConflictingEvents() {
        return createConflictingEvents;
    }

    /** Finds, among the rows that were looked up before, those whose keys are in the table. */
    String judgeKnownEvents() {
        return judgeKnownEvents;
    }

    /** Finds the rows whose keys are in the table. */
    String findKnownEvents() {
        return findKnownEvents;
    }

    /** Finds these, and those whose keys come several times. */
    String findConflictingEvents() {
        return findConflictingEvents;
    }

    /** Inserts the rows that do not conflict, as they lie. */
    String insertOthers() {
        return insertOthers;
    }

    /** The same, in the order of their keys. */
    String insertOthersInOrder() {
        return insertOthersInOrder;
    }

    String mergeConflictingEvents() {
        return mergeConflictingEvents;
    }

    String writeLedgerOfNew() {
        return writeLedgerOfNew;
    }

    String merge() {
        return merge;
    }

    String createTriedRows() {
        return createTriedRows;
    }

    String addTriedRows() {
        return addTriedRows;
    }

    String tryRange() {
        return tryRange;
    }

    String trySome() {
        return trySome;
    }

    String createTryEach() {
        return createTryEach;
    }

    String highestSourceFile() {
        return highestSourceFile;
    }

    /** Only for a stream of which records may take rows away. */
    String olderThanRemoved() {
        return olderThanRemoved;
    }

    /** Only for a stream whose key is one UUID. */
    String numberRepeatedRows() {
        return numberRepeatedRows;
    }
}
