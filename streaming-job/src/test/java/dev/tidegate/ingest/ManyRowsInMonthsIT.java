package dev.tidegate.ingest;

import dev.tidegate.postgres.InMonths;
import org.junit.jupiter.api.Tag;

/** Large micro-batches into months. */
@InMonths
@Tag("long")
class ManyRowsInMonthsIT extends ManyRowsIT {}
