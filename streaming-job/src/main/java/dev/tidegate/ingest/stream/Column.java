package dev.tidegate.ingest.stream;

import java.io.Serializable;

/**
 * A column of a stream's table.
 *
 * @param name in the table
 * @param header under which the files have it; null where they do not: it is computed, or holds their other columns
 * @param required whether each row has a value
 * @param otherwise text that stands for an empty or missing value; null for none
 */
public record Column(String name, String header, Type type, boolean required, String otherwise)
        implements Serializable {

    static Column required(String name, String header, Type type) {
        return new Column(name, header, type, true, null);
    }

    static Column optional(String name, Type type) {
        return new Column(name, name, type, false, null);
    }

    static Column withDefault(String name, Type type, String otherwise) {
        return new Column(name, name, type, true, otherwise);
    }

    static Column computed(String name, Type.Computed type) {
        return new Column(name, null, type, true, null);
    }

    static Column others(String name) {
        return new Column(name, null, new Type.OtherColumns(), false, null);
    }

    /** Whether no record can do without it in its file. */
    boolean mustBeDelivered() {
        return header != null && required && otherwise == null;
    }

    boolean isComputed() {
        return type instanceof Type.Computed;
    }
}
