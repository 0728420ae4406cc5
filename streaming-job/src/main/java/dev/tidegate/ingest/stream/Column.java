package dev.tidegate.ingest.stream;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * A column of a stream's table.
 *
 * @param name in the table
 * @param origin where its values come from
 * @param required whether each row has a value
 * @param otherwise text that stands for an absent value; null for none
 * @param nulls texts that mean an absent value, besides the empty one
 * @param accepted values, as the table keeps them; a record with another one is filtered. Empty where all are accepted
 */
public record Column(
        String name,
        Type type,
        Origin origin,
        boolean required,
        String otherwise,
        List<String> nulls,
        Set<String> accepted)
        implements Serializable {

    public Column {
        nulls = List.copyOf(nulls);
        accepted = Set.copyOf(accepted);
    }

    /** Where the values of a column come from. */
    public sealed interface Origin extends Serializable {

        /**
         * A field of the file, under this name in the header.
         *
         * @param name in lower case and without blanks around it
         * @param required whether each header must have it, also where records may do without a value
         */
        record Header(String name, boolean required) implements Origin {

            /** One that files may do without, unless each record needs a value. */
            public Header(String name) {
                this(name, false);
            }
        }

        /** One text, written as in a file, for all rows. */
        record Constant(String text) implements Origin {}

        /** The name of the file, without folders. */
        record FileName() implements Origin {}

        /** When the file was last changed. */
        record FileDate() implements Origin {}

        /** Other columns of the row, as the type says. */
        record Computed() implements Origin {}

        /** The columns of a file that the stream does not name. */
        record OtherColumns() implements Origin {}
    }

    static Column required(String name, String header, Type type) {
        return new Column(name, type, new Origin.Header(header), true, null, List.of(), Set.of());
    }

    static Column optional(String name, Type type) {
        return new Column(name, type, new Origin.Header(name), false, null, List.of(), Set.of());
    }

    static Column withDefault(String name, Type type, String otherwise) {
        return new Column(name, type, new Origin.Header(name), true, otherwise, List.of(), Set.of());
    }

    static Column computed(String name, Type.Computed type) {
        return new Column(name, type, new Origin.Computed(), true, null, List.of(), Set.of());
    }

    static Column others(String name) {
        return new Column(name, new Type.Json(), new Origin.OtherColumns(), false, null, List.of(), Set.of());
    }

    /** The same, of which only these values are wanted. */
    Column accepting(Set<String> values) {
        return new Column(name, type, origin, required, otherwise, nulls, values);
    }

    /** The name in the header of the files; null where they have no such column. */
    public String header() {
        return origin instanceof Origin.Header field ? field.name() : null;
    }

    /** Whether a record may be filtered by it. */
    public boolean isFilter() {
        return !accepted.isEmpty();
    }

    /** Whether a file without it is refused: since no record can do without a value, or since the declaration says so. */
    boolean mustBeDelivered() {
        return origin instanceof Origin.Header field && (field.required() || (required && otherwise == null));
    }

    /** Whether it follows from other columns, and is no content of its own. */
    public boolean isComputed() {
        return origin instanceof Origin.Computed;
    }
}
