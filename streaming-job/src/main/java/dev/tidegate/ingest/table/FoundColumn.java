package dev.tidegate.ingest.table;

import dev.tidegate.ingest.stream.Type;

/**
 * A column as the catalogue has it.
 *
 * @param type as SQL writes it
 * @param collation in quotes; null for that of the database, or for none
 * @param deterministic whether texts are equal only if their bytes are
 */
record FoundColumn(
        String name,
        String type,
        boolean notNull,
        boolean hasDefault,
        boolean generated,
        boolean identity,
        String collation,
        boolean deterministic) {

    private static final String VARCHAR = "character varying";

    /** The declared type, with what the table says of it; null where it holds something else. */
    Type resolve(Type declared) {
        if (declared instanceof Type.Text text) {
            return resolveText(text);
        }
        if (declared instanceof Type.Whole whole) {
            return resolveWhole(whole);
        }
        return holds(declared) ? declared : null;
    }

    private Type resolveText(Type.Text text) {
        int room = room();
        // A length that nobody declared is that of the table.
        boolean fits = room >= text.maxLength() || (room > 0 && text.maxLength() == Type.Text.MAX_LENGTH);
        return fits
                ? new Type.Text(
                        Math.min(room, text.maxLength()), text.pattern(), text.oneOf(), text.trimmed(), collation)
                : null;
    }

    /** Characters of a text that it has room for; 0 where it holds no texts. */
    private int room() {
        if (type.equals("text") || type.equals(VARCHAR)) {
            return Integer.MAX_VALUE;
        }
        return type.startsWith(VARCHAR + "(")
                ? Integer.parseInt(type.substring(VARCHAR.length() + 1, type.length() - 1))
                : 0;
    }

    private Type resolveWhole(Type.Whole whole) {
        int bytes =
                switch (type) {
                    case "smallint" -> 2;
                    case "integer" -> 4;
                    case "bigint" -> 8;
                    default -> 0;
                };
        long largest = bytes == 0 ? 0 : Long.MAX_VALUE >> (Long.SIZE - Byte.SIZE * bytes);
        boolean fits = bytes > 0
                && (whole.max() <= largest || whole.max() == Long.MAX_VALUE)
                && (whole.min() >= -largest - 1 || whole.min() == Long.MIN_VALUE);
        return fits
                ? new Type.Whole(
                        bytes == 8 ? whole.min() : Math.max(whole.min(), -largest - 1),
                        bytes == 8 ? whole.max() : Math.min(whole.max(), largest),
                        bytes,
                        whole.digitsOnly())
                : null;
    }

    private boolean holds(Type declared) {
        if (declared instanceof Type.Word) {
            return room() >= Type.Word.MAX_LENGTH;
        }
        if (declared instanceof Type.Decimal || declared instanceof Type.Arithmetic) {
            // One without digits rounds nothing.
            return type.equals("numeric") || type.equals(declared.sql().replace(" ", ""));
        }
        if (declared instanceof Type.Timestamp) {
            return type.equals("timestamp with time zone") || type.equals("timestamp(6) with time zone");
        }
        if (declared instanceof Type.Time) {
            return type.equals("time without time zone") || type.equals("time(6) without time zone");
        }
        return type.equals(declared.sql());
    }

    /** Whether another type would round or cut values that are there, or read them by the session's time zone, without a word. */
    boolean losesAs(Type declared) {
        boolean isFloat = type.equals("real") || type.equals("double precision");
        boolean isNumeric = type.startsWith("numeric");
        boolean isTimestamp = type.startsWith("timestamp");
        if (declared instanceof Type.Whole) {
            return isFloat || (isNumeric && decimals() > 0);
        }
        if (declared instanceof Type.Decimal decimal) {
            return isFloat || (isNumeric && decimals() > decimal.scale());
        }
        if (declared instanceof Type.Arithmetic sum) {
            return isFloat || (isNumeric && decimals() > sum.scale());
        }
        if (declared instanceof Type.Real) {
            return isNumeric || type.equals("bigint");
        }
        if (declared instanceof Type.Timestamp) {
            return type.equals("date") || (isTimestamp && type.endsWith(" without time zone"));
        }
        if (declared instanceof Type.Time) {
            return isTimestamp || type.equals("interval") || type.endsWith(" with time zone");
        }
        return isTimestamp && (declared instanceof Type.Date || declared instanceof Type.Day);
    }

    /** Digits behind the point of a number that has a fixed number of them; more than any where it has not. */
    private int decimals() {
        int comma = type.indexOf(',');
        return comma < 0 ? Integer.MAX_VALUE : Integer.parseInt(type.substring(comma + 1, type.length() - 1));
    }

    @Override
    public String toString() {
        return type + (notNull ? " NOT NULL" : "");
    }
}
