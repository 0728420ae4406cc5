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

    @Override
    public String toString() {
        return type + (notNull ? " NOT NULL" : "");
    }
}
