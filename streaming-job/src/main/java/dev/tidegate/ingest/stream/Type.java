package dev.tidegate.ingest.stream;

import java.io.Serializable;
import java.util.Set;

/** What a value of a column must be, and how the table keeps it. */
public sealed interface Type extends Serializable {

    /** The type in SQL. */
    String sql();

    /** How values of it are laid out in a row: rows are smaller where those of fixed width stand first. */
    Width width();

    /** In the order in which they stand in a staging table. */
    enum Width {
        FOUR_BYTES,
        EIGHT_BYTES,
        DATE,
        NUMERIC,
        TEXT
    }

    /** Strictly {@code 8-4-4-4-12} hexadecimal digits. */
    record Uuid() implements Type {
        @Override
        public String sql() {
            return "uuid";
        }

        @Override
        public Width width() {
            return Width.EIGHT_BYTES;
        }
    }

    /** A whole number from {@code min} to {@code max}. */
    record Whole(long min, long max) implements Type {
        private boolean isSmall() {
            return min >= Integer.MIN_VALUE && max <= Integer.MAX_VALUE;
        }

        @Override
        public String sql() {
            return isSmall() ? "int" : "bigint";
        }

        @Override
        public Width width() {
            return isSmall() ? Width.FOUR_BYTES : Width.EIGHT_BYTES;
        }
    }

    /** An amount from 0 with at most two decimals, kept as a number of hundredths; {@code precision} counts all digits. */
    record Hundredths(int precision) implements Type {
        @Override
        public String sql() {
            return "numeric(%d, 2)".formatted(precision);
        }

        @Override
        public Width width() {
            return Width.NUMERIC;
        }
    }

    /** A point in time, kept in microseconds since 1970. */
    record Timestamp() implements Type {
        @Override
        public String sql() {
            return "timestamptz";
        }

        @Override
        public Width width() {
            return Width.EIGHT_BYTES;
        }
    }

    /**
     * Any text without NUL.
     *
     * @param maxLength in code points
     * @param collation in quotes; null for that of the database
     */
    record Text(int maxLength, String collation) implements Type {
        @Override
        public String sql() {
            return collation == null ? "text" : "text COLLATE " + collation;
        }

        @Override
        public Width width() {
            return Width.TEXT;
        }
    }

    /** A word in lower case. A record with another word than these is filtered. A stream has at most one such column. */
    record Word(Set<String> accepted) implements Type {
        public Word {
            accepted = Set.copyOf(accepted);
        }

        @Override
        public String sql() {
            return "text COLLATE \"C\"";
        }

        @Override
        public Width width() {
            return Width.TEXT;
        }
    }

    /** The columns of a file that the stream does not name, as one JSON object. */
    record OtherColumns() implements Type {
        @Override
        public String sql() {
            return "jsonb";
        }

        @Override
        public Width width() {
            return Width.TEXT;
        }
    }

    /** A value that follows from others; it is no content of its own. */
    sealed interface Computed extends Type {}

    /** The day in UTC of a timestamp, kept in days since 1970. */
    record Day(String timestamp) implements Computed {
        @Override
        public String sql() {
            return "date";
        }

        @Override
        public Width width() {
            return Width.DATE;
        }
    }

    /** An amount times a whole number, exact. The limits of both must be such that it fits. */
    record Product(String amount, String number, int precision) implements Computed {
        @Override
        public String sql() {
            return "numeric(%d, 2)".formatted(precision);
        }

        @Override
        public Width width() {
            return Width.NUMERIC;
        }
    }
}
