package dev.tidegate.ingest.operate.ledger;

/** Names with {@code *} for any characters and {@code ?} for one. */
public final class Glob {

    private Glob() {}

    /** The same as a pattern of SQL's LIKE. */
    public static String like(String glob) {
        return glob.replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_")
                .replace('*', '%')
                .replace('?', '_');
    }
}
