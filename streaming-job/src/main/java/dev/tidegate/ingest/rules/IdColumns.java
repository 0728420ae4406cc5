package dev.tidegate.ingest.rules;

import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The columns that tell one event from another in files without event ids, and the id that is made of them: a name-based
 * UUID (RFC 9562, version 3, which is MD5: the one that PostgreSQL can make, too).
 *
 * <p>It is that of the first such row of a file. Those of the following ones are made of it and of their number in the load.
 *
 * @param namespace of the names; another one for each source whose values may coincide
 * @param unique whether the columns tell all events apart: then such rows of a file are versions of one event, and all have the
 *     id of the first
 */
public record IdColumns(UUID namespace, List<NamedField> columns, boolean unique) implements Serializable {

    /** Of sources that name none. */
    public static final UUID NAMESPACE = UUID.fromString("6d1f5a52-4b0e-4f0c-9c0e-2f5d8a7e31b4");

    public IdColumns {
        columns = List.copyOf(columns);
    }

    /** Of rows that are another event each time. */
    public IdColumns(UUID namespace, List<NamedField> columns) {
        this(namespace, columns, false);
    }

    /** The id of a record: the texts just as they were delivered, each behind its length, so that none runs into the next. */
    UUID id(String[] values, Map<String, String> extra) {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        name.writeBytes(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .array());
        for (NamedField column : columns) {
            byte[] text = column.text(values, extra).getBytes(StandardCharsets.UTF_8);
            name.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
            name.writeBytes(text);
        }
        return UUID.nameUUIDFromBytes(name.toByteArray());
    }
}
