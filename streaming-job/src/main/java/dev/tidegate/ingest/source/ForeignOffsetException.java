package dev.tidegate.ingest.source;

/** The checkpoint is not one of the source {@code landing}: its message is the one line that a person needs. */
public final class ForeignOffsetException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    ForeignOffsetException(String json, Throwable cause) {
        super(
                "Cannot start from the checkpoint: it holds the offset %s, expected {\"seq\": n, \"files\": [[name, size, mtime], ..]}."
                                .formatted(json)
                        + " It belongs to another program: name another folder by --checkpoint.",
                cause);
    }
}
