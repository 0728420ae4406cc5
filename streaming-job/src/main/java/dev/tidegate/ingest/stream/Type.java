package dev.tidegate.ingest.stream;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/** What a value of a column must be, and how the table keeps it. */
public sealed interface Type extends Serializable {

    /** The type in SQL, as a staging table has it. */
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

    /**
     * A whole number from {@code min} to {@code max}.
     *
     * @param bytes that the table has for it: 2, 4 or 8
     * @param digitsOnly whether a sign is refused, too
     */
    record Whole(long min, long max, int bytes, boolean digitsOnly) implements Type {

        /** The smallest number that is allowed and has room in the table. */
        public long least() {
            return Math.max(min, -largest() - 1);
        }

        /** The largest one. */
        public long most() {
            return Math.min(max, largest());
        }

        private long largest() {
            return Long.MAX_VALUE >> (Long.SIZE - Byte.SIZE * bytes);
        }

        @Override
        public String sql() {
            return switch (bytes) {
                case 2 -> "smallint";
                case 4 -> "int";
                default -> "bigint";
            };
        }

        @Override
        public Width width() {
            return bytes == 8 ? Width.EIGHT_BYTES : Width.FOUR_BYTES;
        }
    }

    /**
     * An exact number in plain notation, kept as a number of units of the last decimal: 1.5 with a scale of 2 is 150.
     *
     * @param precision digits in all, 1 to {@value #MOST_DIGITS}
     * @param scale digits behind the point
     * @param min in units; {@link Long#MIN_VALUE} for none
     * @param max in units; {@link Long#MAX_VALUE} for none
     * @param digitsOnly whether a sign is refused, too
     */
    record Decimal(int precision, int scale, long min, long max, boolean digitsOnly) implements Type {

        /** As many as a long holds. */
        public static final int MOST_DIGITS = 18;

        @Override
        public String sql() {
            return "numeric(%d, %d)".formatted(precision, scale);
        }

        @Override
        public Width width() {
            return Width.NUMERIC;
        }
    }

    /** A number in floating point, plain or with an exponent, kept as the bits of a double. Neither NaN nor infinite. */
    record Real() implements Type {
        @Override
        public String sql() {
            return "double precision";
        }

        @Override
        public Width width() {
            return Width.EIGHT_BYTES;
        }
    }

    /**
     * True or false, kept as 1 or 0.
     *
     * @param yes words that mean true, in lower case
     * @param no words that mean false, in lower case
     */
    record Truth(Set<String> yes, Set<String> no) implements Type {

        /** By the words that are taken unless a declaration says otherwise. */
        public static final Truth USUAL = new Truth(Set.of("true", "t", "1", "yes"), Set.of("false", "f", "0", "no"));

        public Truth {
            yes = Set.copyOf(yes);
            no = Set.copyOf(no);
        }

        @Override
        public String sql() {
            return "boolean";
        }

        @Override
        public Width width() {
            return Width.TEXT;
        }
    }

    /**
     * A day, kept in days since 1970.
     *
     * @param formats patterns of {@link java.time.format.DateTimeFormatter}, tried in order; none for yyyy-MM-dd
     */
    record Date(List<String> formats) implements Type {
        public Date {
            formats = List.copyOf(formats);
        }

        @Override
        public String sql() {
            return "date";
        }

        @Override
        public Width width() {
            return Width.DATE;
        }
    }

    /**
     * A time of day, kept in microseconds since midnight.
     *
     * @param formats patterns, tried in order; none for HH:mm, HH:mm:ss and a fraction behind it
     */
    record Time(List<String> formats) implements Type {
        public Time {
            formats = List.copyOf(formats);
        }

        @Override
        public String sql() {
            return "time";
        }

        @Override
        public Width width() {
            return Width.EIGHT_BYTES;
        }
    }

    /**
     * A point in time, kept in microseconds since 1970.
     *
     * @param formats {@code iso}, {@code epoch_seconds}, {@code epoch_millis}, {@code epoch_micros} or patterns, tried in
     *     order; none for what the format of the file says
     * @param zone of times that do not say theirs; null for that of the format or of the job
     */
    record Timestamp(List<String> formats, String zone) implements Type {
        public Timestamp {
            formats = List.copyOf(formats);
        }

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
     * @param pattern that the whole text matches, of {@link java.util.regex.Pattern}; null for any
     * @param oneOf the texts that there are; empty for any
     * @param trimmed whether blanks around it are taken away
     * @param collation in quotes; null for that of the database
     */
    record Text(int maxLength, String pattern, Set<String> oneOf, boolean trimmed, String collation) implements Type {

        /** Unless a declaration says otherwise. */
        public static final int MAX_LENGTH = 500;

        public Text {
            oneOf = Set.copyOf(oneOf);
        }

        @Override
        public String sql() {
            return collation == null ? "text" : "text COLLATE " + collation;
        }

        @Override
        public Width width() {
            return Width.TEXT;
        }
    }

    /** A word, kept in lower case: at most 64 of a-z, 0-9, _ and -, the first of them a letter. */
    record Word() implements Type {

        /** In characters. */
        public static final int MAX_LENGTH = 64;

        @Override
        public String sql() {
            return "text COLLATE \"C\"";
        }

        @Override
        public Width width() {
            return Width.TEXT;
        }
    }

    /** JSON as RFC 8259 has it; what a file has besides the columns of the stream is kept so, too. */
    record Json() implements Type {
        @Override
        public String sql() {
            return "jsonb";
        }

        @Override
        public Width width() {
            return Width.TEXT;
        }
    }

    /** A value that follows from others; it is no content of its own. Absent where one of them is. */
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

    /** What two numbers make. */
    enum Operator {
        TIMES,
        PLUS,
        MINUS
    }

    /**
     * Two number columns, each whole or decimal, taken together, exact. Kept in 128 bits, as {@link Row#wide} has it.
     *
     * @param precision digits in all, 1 to {@value #MOST_DIGITS}
     * @param scale not less than the result needs
     */
    record Arithmetic(String left, Operator operator, String right, int precision, int scale) implements Computed {

        /** As many as 128 bits hold. */
        public static final int MOST_DIGITS = 38;

        @Override
        public String sql() {
            return "numeric(%d, %d)".formatted(precision, scale);
        }

        @Override
        public Width width() {
            return Width.NUMERIC;
        }
    }
}
