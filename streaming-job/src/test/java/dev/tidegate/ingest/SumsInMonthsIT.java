package dev.tidegate.ingest;

import dev.tidegate.postgres.InMonths;
import org.junit.jupiter.api.Tag;

/** The sums of the tasks, where events lie in months. */
@InMonths
@Tag("long")
class SumsInMonthsIT extends SumsIT {

    /** It is told which record that was, as where the table of a declared stream refuses one. */
    @Override
    String stateOfFileWithARefusedRecord() {
        return "archived";
    }
}
