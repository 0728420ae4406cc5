package dev.tidegate.ingest;

import dev.tidegate.postgres.InMonths;

/** The same where each version of an event lies in another month than the one before. */
@InMonths
class NewestVersionInMonthsIT extends NewestVersionIT {

    @Override
    String time(int version) {
        return "202%d-0%d-15T10:00:00Z".formatted(4 + version, version);
    }
}
