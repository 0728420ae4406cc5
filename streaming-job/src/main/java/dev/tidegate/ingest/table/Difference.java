package dev.tidegate.ingest.table;

/**
 * Something in which a table is not what its stream declares.
 *
 * @param found what was found and what is declared
 * @param statement that mends it, in SQL; null where no statement does
 * @param advice what to do where no statement mends it; null where one does
 */
public record Difference(String found, String statement, String advice) {

    static Difference mended(String statement, String found) {
        return new Difference(found, statement, null);
    }

    static Difference advised(String advice, String found) {
        return new Difference(found, null, advice);
    }

    /** In one line. */
    @Override
    public String toString() {
        return found + ": " + (statement == null ? advice : statement);
    }
}
