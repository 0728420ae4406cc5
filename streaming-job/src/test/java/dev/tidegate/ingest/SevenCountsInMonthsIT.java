package dev.tidegate.ingest;

import dev.tidegate.postgres.InMonths;
import org.junit.jupiter.api.Tag;

/** Each record is in exactly one of seven counts, in months, too. */
@InMonths
@Tag("long")
class SevenCountsInMonthsIT extends SevenCountsIT {}
