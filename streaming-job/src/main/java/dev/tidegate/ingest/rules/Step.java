package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.value.BrokenRule;
import java.util.Map;

/** One of the steps in which a record becomes a row: a column after the other. */
interface Step {

    void take(String[] values, Map<String, String> extra, DeliveredFile file, Row row) throws BrokenRule;
}
