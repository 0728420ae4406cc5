package dev.tidegate.ingest;

import dev.tidegate.postgres.InMonths;
import org.junit.jupiter.api.Tag;

/** Redelivered files, where events lie in months. */
@InMonths
@Tag("long")
class RedeliveryInMonthsIT extends RedeliveryIT {}
