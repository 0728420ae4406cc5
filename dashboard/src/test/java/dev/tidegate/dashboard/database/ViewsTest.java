package dev.tidegate.dashboard.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.postgres.Login;
import dev.tidegate.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ViewsTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final String VIEWS = """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
            """;

    @Test
    void theReaderCanSelectFromEachView() throws SQLException {
        List<String> views = strings(DATABASE.reader(), VIEWS);
        assertThat(views).hasSizeGreaterThan(15);
        for (String view : views) {
            assertThat(strings(DATABASE.reader(), "SELECT count(*) FROM (SELECT * FROM " + view + ") AS v"))
                    .as(view)
                    .hasSize(1);
        }
    }

    @Test
    void theReaderCanSelectFromNoTable() throws SQLException {
        List<String> readable = strings(DATABASE.reader(), """
                SELECT c.relname
                FROM pg_class AS c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS may
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND has_table_privilege(c.oid, may)
                """);
        assertThat(readable).isEmpty();
    }

    @Test
    void theReaderCanWriteThroughNoView() throws SQLException {
        assertThatThrownBy(() -> strings(DATABASE.reader(), "DELETE FROM event_details RETURNING 'gone'"))
                .hasMessageContaining("permission denied");
        List<String> writable = strings(DATABASE.reader(), """
                SELECT c.relname
                FROM pg_class AS c, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS may
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v' AND has_table_privilege(c.oid, may)
                """);
        assertThat(writable).isEmpty();
    }

    @Test
    void eachViewColumnAndFunctionHasAComment() throws SQLException {
        List<String> silent = strings(DATABASE.reader(), """
                SELECT c.relname || '.' || a.attname
                FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v'
                  AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL)
                UNION ALL
                SELECT proname FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace AND obj_description(oid, 'pg_proc') IS NULL
                """);
        assertThat(silent).isEmpty();
    }

    @Test
    void anEmptyShopHasNumbersAndNoErrors() throws SQLException {
        assertThat(strings(DATABASE.reader(), "SELECT DISTINCT revenue::text FROM sales_now"))
                .containsExactly("0.00");
        assertThat(strings(DATABASE.reader(), "SELECT DISTINCT users::text FROM active_users"))
                .containsExactly("0");
        assertThat(strings(DATABASE.reader(), "SELECT DISTINCT users::text FROM funnel"))
                .containsExactly("0");
        assertThat(strings(DATABASE.reader(), "SELECT files::text FROM ingest_lag"))
                .containsExactly("0");
    }

    private static List<String> strings(Login login, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = DATABASE.connect(login);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
