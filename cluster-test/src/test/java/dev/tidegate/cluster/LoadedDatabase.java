package dev.tidegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a job has left in the database of a test. */
record LoadedDatabase(TestDatabase database) {

    /** The options with which a job logs in, and loads all that is there. */
    List<String> options(Path home, String folders) throws IOException {
        return optionsWith(passwordFile(home).toString(), folders);
    }

    /** A file that has the password of the job. */
    Path passwordFile(Path home) throws IOException {
        return Files.writeString(home.resolve("password"), database.ingest().password());
    }

    /** The options of a job that finds the file of its password under this name. */
    List<String> optionsWith(String passwordFile, String folders) {
        String line = "--once --settle 0 --input %1$s/input --archive %1$s/archive --quarantine %1$s/quarantine"
                + " --checkpoint %1$s/checkpoints --jdbc-url %2$s --user %3$s --password-file %4$s";
        return SparkPrograms.words(
                line.formatted(folders, database.jdbcUrl(), database.ingest().user(), passwordFile));
    }

    /** Each record in its count and each row that of the right record; nothing left over. */
    void holdsExactly(Delivery delivery) throws SQLException {
        assertThat(rows("SELECT sum(records_read), sum(inserted), sum(duplicate), sum(filtered), sum(rejected)"
                        + " FROM ingested_files"))
                .as("read, inserted, duplicate, filtered, rejected")
                .containsExactly(delivery.counts());
        assertThat(rows("SELECT count(*), sum(user_id::bigint) FROM raw_events"))
                .as("rows and the sum of their users")
                .containsExactly(delivery.events());
        assertThat(rows("SELECT count(*) FROM rejected_events"))
                .isEqualTo(rows("SELECT sum(rejected) FROM ingested_files"));
        nothingIsLeftOver();
    }

    /** The aggregates are those of a recount, and no staging table stayed. */
    void nothingIsLeftOver() throws SQLException {
        assertThat(rows("SELECT * FROM aggregate_differences()")).isEmpty();
        assertThat(rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'tidegate_staging'"))
                .isEmpty();
    }

    /** The rows of a query, columns parted by {@code |}. */
    List<String> rows(String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                List<String> columns = new ArrayList<>();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    columns.add(row.getString(column));
                }
                rows.add(String.join("|", columns));
            }
            return rows;
        }
    }
}
