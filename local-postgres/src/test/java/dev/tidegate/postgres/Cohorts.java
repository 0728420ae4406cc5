package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;

/**
 * What is counted behind the loads in the database of a test.
 *
 * @param database whose
 */
record Cohorts(TestDatabase database) {
    /** Counts until nothing is left to be counted; then all of it is what a recount gives. */
    void count() throws SQLException {
        while (database.rows("SELECT refresh_cohorts()").contains("t")) {
            // one piece of the work each time
        }
        assertThat(database.rows("SELECT * FROM cohort_differences()")).isEmpty();
    }

    /** From how many users on they are counted by their bits. */
    void manyUsersAre(int users) throws SQLException {
        database.execute(
                "CREATE OR REPLACE FUNCTION many_users() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN "
                        + users);
    }
}
