package dev.tidegate.ingest.mapping;

/** A file is no mapping. The message says where, what is wrong and what was expected. */
public final class MappingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MappingException(String where, String what, Throwable cause) {
        super(where + ": " + what, cause);
    }
}
