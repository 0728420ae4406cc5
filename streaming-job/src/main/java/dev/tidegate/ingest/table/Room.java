package dev.tidegate.ingest.table;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Column.Origin;
import dev.tidegate.ingest.stream.Type;
import java.util.Optional;

/** Whether what a declaration says of the values of a column has room where the table is narrower than the declaration. */
final class Room {

    private Room() {}

    /**
     * What has none; empty where all has.
     *
     * @param type with what only the table says
     */
    static Optional<String> of(Column column, Type type) {
        if (column.origin() instanceof Origin.Constant constant && !holds(type, constant.text())) {
            return Optional.of("constant '%s'".formatted(constant.text()));
        }
        if (column.otherwise() != null && !holds(type, column.otherwise())) {
            return Optional.of("default '%s'".formatted(column.otherwise()));
        }
        return column.accepted().stream()
                .sorted()
                .filter(value -> !holds(type, value))
                .findFirst()
                .map("accepted value '%s'"::formatted);
    }

    private static boolean holds(Type type, String text) {
        if (type instanceof Type.Text texts) {
            String kept = texts.trimmed() ? text.strip() : text;
            return kept.codePointCount(0, kept.length()) <= texts.maxLength();
        }
        return !(type instanceof Type.Whole numbers) || holds(numbers, text.strip());
    }

    private static boolean holds(Type.Whole numbers, String text) {
        try {
            long number = Long.parseLong(text);
            return number >= numbers.least() && number <= numbers.most();
        } catch (NumberFormatException e) {
            // The declaration has been read: it is a word that means a number, which each record shows.
            return true;
        }
    }
}
