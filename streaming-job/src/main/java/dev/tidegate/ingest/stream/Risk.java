package dev.tidegate.ingest.stream;

/** What a table may have only where the declaration allows it, since it can refuse or change rows. */
public enum Risk {
    TRIGGERS,
    FOREIGN_KEYS,
    /** Further unique or exclusion constraints. */
    UNIQUE,
    /** CHECK constraints, and partitions that do not take each row: every table may have them, no declaration has to allow them. */
    CHECKS
}
