package dev.tidegate.ingest.stream;

import java.io.Serializable;

/** The name of a table. Both parts as the catalogue has them, without quotes. */
public record Table(String schema, String name) implements Serializable {

    /** As it stands in a statement. */
    public String quoted() {
        return ColumnLists.quoted(schema) + "." + ColumnLists.quoted(name);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
