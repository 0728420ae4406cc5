package dev.tidegate.ingest;

import dev.tidegate.postgres.InMonths;

/** The same where events lie in months, and move between them, from before the first month, and to times that have none yet. */
@InMonths
class HistoriesInMonthsIT extends HistoriesIT {

    @Override
    String[] days() {
        return new String[] {"2019-05-05", "2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01", "2031-07-07"};
    }
}
