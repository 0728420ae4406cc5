package dev.tidegate.ingest.stream;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A table, and what a record must be to become a row of it.
 *
 * @param name in the ledger, logs, metrics and paths: {@code [a-z][a-z0-9_]{0,31}}
 * @param columns in the order in which they are judged; computed ones behind those of which they follow
 * @param version name of the column by which the newest version of a row is found; null where it is the last one delivered
 * @param deleted which records take their row away; null where none does
 * @param allowed what the table may have in spite of the risk
 */
public record Stream(
        String name,
        Table table,
        List<Column> columns,
        Key key,
        String version,
        Tombstones deleted,
        OtherColumns otherColumns,
        Set<Risk> allowed)
        implements Serializable {

    /** The column of which {@link #lineTotal} is a product. */
    public static final String PRICE = "price";

    public Stream {
        columns = List.copyOf(columns);
        allowed = Set.copyOf(allowed);
    }

    /** Whether a stream may be called so. */
    public static boolean isName(String text) {
        return text.matches("[a-z][a-z0-9_]{0,31}");
    }

    /** The place of a column in {@link #columns()}, by which a {@link Row} has its value. */
    public int place(String column) {
        for (int place = 0; place < columns.size(); place++) {
            if (columns.get(place).name().equals(column)) {
                return place;
            }
        }
        throw new IllegalArgumentException("The stream %s has no column %s".formatted(name, column));
    }

    /** The column of that name. */
    public Column column(String column) {
        return columns.get(place(column));
    }

    /** The names of the columns of the key; none where it is file and line. */
    public List<String> keyColumns() {
        return key instanceof Key.Columns named ? named.names() : List.of();
    }

    /** The type in SQL in which its versions can be compared and kept, whatever size the table has for them. */
    public String versionType() {
        if (version == null) {
            return "text";
        }
        Type type = column(version).type();
        return type instanceof Type.Whole || type instanceof Type.Decimal ? "numeric" : type.sql();
    }

    /** The place of the key where it is one UUID, so that it can be made of other columns; -1 where it is not. */
    public int uuidKey() {
        boolean isOne = keyColumns().size() == 1 && column(keyColumns().get(0)).type() instanceof Type.Uuid;
        return isOne ? place(keyColumns().get(0)) : -1;
    }

    /** Whether the order in which files are loaded decides which version of a row is the newest. */
    public boolean lastDeliveredWins() {
        return version == null && key instanceof Key.Columns;
    }

    /** Whether the table may refuse rows that the rules let through, or change them. */
    public boolean tableMayRefuse() {
        return !allowed.isEmpty();
    }

    /** The same, whose table has conditions on the values of a row, or partitions. */
    public Stream withChecks() {
        Set<Risk> risks = new HashSet<>(allowed);
        risks.add(Risk.CHECKS);
        return new Stream(name, table, columns, key, version, deleted, otherColumns, risks);
    }

    /** Whether it is that of events, and these are parted by month: no index holds their key unique over all months. */
    public boolean isInMonths() {
        return Events.is(name) && allowed.contains(Risk.CHECKS);
    }

    /** The headers of the files, each once, in the order in which they are judged; last the one that tells of tombstones. */
    public List<String> headers() {
        Set<String> headers = new LinkedHashSet<>();
        columns.stream()
                .filter(column -> column.header() != null)
                .map(Column::header)
                .forEach(headers::add);
        if (deleted != null) {
            headers.add(deleted.header());
        }
        return List.copyOf(headers);
    }

    /** The headers without which no record of a file can become a row, or nobody can tell whether it takes one away. */
    public Set<String> requiredHeaders() {
        Set<String> required = new LinkedHashSet<>();
        columns.stream().filter(Column::mustBeDelivered).map(Column::header).forEach(required::add);
        if (deleted != null) {
            required.add(deleted.header());
        }
        return required;
    }

    /** The columns as they stand in a staging table and in lists: those of fixed width first. */
    public List<Column> staged() {
        List<Column> staged = new ArrayList<>(columns);
        staged.sort(Comparator.comparing((Column column) -> column.type().width())
                .thenComparing(column -> !column.required()));
        return staged;
    }

    /**
     * The product of the column {@code price} and of another one, such as a quantity; null where there is none. Files may have it
     * instead of the price of one piece, which is worked out then, and rounded.
     */
    public Column lineTotal() {
        return columns.stream()
                .filter(column -> column.type() instanceof Type.Arithmetic product
                        && product.operator() == Type.Operator.TIMES
                        && (product.left().equals(PRICE) ^ product.right().equals(PRICE))
                        && column(PRICE).type() instanceof Type.Decimal)
                .findFirst()
                .orElse(null);
    }

    /** What makes one version of a row another than the next. The total of a line tells more than its price, if that is rounded. */
    List<Column> content() {
        Column lineTotal = lineTotal();
        return staged().stream()
                .filter(column -> (!column.isComputed() || column.equals(lineTotal))
                        && !keyColumns().contains(column.name()))
                .toList();
    }
}
