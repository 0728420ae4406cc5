package dev.tidegate.ingest.operate.ledger;

import dev.tidegate.ingest.stream.Stream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;

/** The table of a stream in parts, each of which is gone through in a short transaction. */
public final class TablePages {

    private TablePages() {}

    /**
     * Some pages of a table, of each of its parts where it is partitioned.
     *
     * @param from the first place in them, a {@code tid} of PostgreSQL
     * @param until the first one behind them
     */
    public record Slice(String from, String until) {}

    /**
     * All pages that it has now. Ends the transaction.
     *
     * @param pages in a slice
     */
    public static List<Slice> slices(Connection connection, Stream stream, long pages) throws SQLException {
        long all = Query.of(TablePages.class, "pages", stream.table().quoted())
                .first(connection, row -> row.getLong("pages"))
                .orElseThrow();
        connection.commit();
        return LongStream.range(0, (all + pages - 1) / pages)
                .mapToObj(place -> new Slice(tid(place * pages), tid((place + 1) * pages)))
                .toList();
    }

    private static String tid(long page) {
        return "(%d,0)".formatted(page);
    }
}
