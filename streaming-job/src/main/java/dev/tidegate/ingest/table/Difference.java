package dev.tidegate.ingest.table;

/**
 * Something in which a table is not what its stream declares.
 *
 * @param found what was found and what is declared
 * @param statement that mends it, in SQL; null where no statement does
 * @param advice what to do where no statement mends it; null where one does
 * @param barred whether the table cannot be that of the stream at all, and is to be left as it is
 */
public record Difference(String found, String statement, String advice, boolean barred) {

    static Difference mended(String statement, String found) {
        return new Difference(found, statement, null, false);
    }

    static Difference advised(String advice, String found) {
        return new Difference(found, null, advice, false);
    }

    static Difference barred(String advice, String found) {
        return new Difference(found, null, advice, true);
    }

    /** Whether a column of the table is another one afterwards. */
    boolean changesColumn() {
        return statement != null && statement.contains(" COLUMN ");
    }

    /** In one line. */
    @Override
    public String toString() {
        return found + ": " + (statement == null ? advice : statement);
    }
}
