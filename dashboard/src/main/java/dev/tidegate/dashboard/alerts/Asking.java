package dev.tidegate.dashboard.alerts;

import dev.tidegate.dashboard.database.DatabaseException;
import dev.tidegate.dashboard.database.Table;
import java.util.Map;

/** Who answers the questions of a rule: the database. */
@FunctionalInterface
interface Asking {
    /**
     * Runs a question.
     *
     * @throws DatabaseException where there is no answer
     */
    Table rows(String sql, Map<String, Object> parameters);
}
