package dev.tidegate.ingest.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.postgres.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** What is encoded here is what PostgreSQL reads, to the last digit. */
class CopyBufferIT {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @Test
    void amountsOfEverySizeAreExact() throws SQLException {
        CopyBuffer rows = new CopyBuffer();
        StringBuilder expected = new StringBuilder();
        long[] edges = {
            0,
            1,
            9,
            10,
            99,
            100,
            101,
            9_999,
            10_000,
            999_999,
            1_000_000,
            1_000_001,
            99_999_999,
            100_000_000,
            9_999_999_999L,
            10_000_000_000L,
            10_000_000_001L,
            999_999_999_998L,
            999_999_999_999L
        };
        Random random = new Random(7);
        for (int i = 0; i < edges.length + 2000; i++) {
            long cents = i < edges.length ? edges[i] : (long) Math.pow(10, 12 * random.nextDouble());
            rows.beginRow(2);
            rows.int4(i);
            rows.numeric(cents, 2);
            expected.append(cents / 100)
                    .append('.')
                    .append("%02d".formatted(cents % 100))
                    .append(' ');
        }
        assertThat(copied("i int, n numeric(12, 2)", rows, "SELECT string_agg(n::text, ' ' ORDER BY i) || ' ' FROM t"))
                .containsExactly(expected.toString());
    }

    @Test
    void amountEqualsTheSameAmountWrittenBySql() throws SQLException {
        CopyBuffer rows = new CopyBuffer();
        for (long cents : new long[] {0, 1000, 1_000_000, 100_000_000}) {
            rows.beginRow(1);
            rows.numeric(cents, 2);
        }
        assertThat(copied(
                        "n numeric(12, 2)",
                        rows,
                        "SELECT n = n::text::numeric, hash_numeric(n) = hash_numeric(n::text::numeric) FROM t"))
                .containsOnly("t|t");
    }

    @Test
    void sumOfAmountsIsReadToTheLastCentAsFarAsALongGoes() throws SQLException {
        CopyBuffer rows = new CopyBuffer();
        StringBuilder expected = new StringBuilder();
        for (long cents = 1; cents > 0; cents *= 3) {
            for (long near : new long[] {cents, cents / 10_000 * 10_000, Long.MAX_VALUE - cents}) {
                rows.beginRow(1);
                rows.numeric(near, 2);
                expected.append(BigDecimal.valueOf(near, 2).toPlainString()).append('|');
            }
        }
        assertThat(String.join("|", copied("n numeric", rows, "SELECT n FROM t")) + "|")
                .isEqualTo(expected.toString());
    }

    @Test
    void daysAreReadAsDates() throws SQLException {
        CopyBuffer rows = new CopyBuffer();
        for (long day : new long[] {-1, 0, 10_956, 10_957, 20_513, 47_846}) {
            rows.beginRow(1);
            rows.date(day);
        }
        assertThat(copied("d date", rows, "SELECT d FROM t"))
                .containsExactly("1969-12-31", "1970-01-01", "1999-12-31", "2000-01-01", "2026-03-01", "2100-12-31");
    }

    @Test
    void integersAndIdsAreReadToTheirEnds() throws SQLException {
        UUID id = UUID.fromString("01234567-89ab-cdef-fedc-ba9876543210");
        CopyBuffer rows = new CopyBuffer();
        for (long value : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
            rows.beginRow(3);
            rows.int8(value);
            rows.int4((int) value);
            rows.uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
        }
        assertThat(copied("a bigint, b int, c uuid", rows, "SELECT * FROM t"))
                .containsExactly(
                        Long.MIN_VALUE + "|0|" + id,
                        "-1|-1|" + id,
                        "0|0|" + id,
                        "1|1|" + id,
                        Long.MAX_VALUE + "|-1|" + id);
    }

    @Test
    void timesKeepTheirMicroseconds() throws SQLException {
        CopyBuffer rows = new CopyBuffer();
        for (long micros : new long[] {0, 1, 946_684_799_999_999L, 4_133_980_799_999_999L}) {
            rows.beginRow(1);
            rows.timestamp(micros);
        }
        assertThat(copied("t timestamptz", rows, "SELECT t AT TIME ZONE 'UTC' FROM t"))
                .containsExactly(
                        "1970-01-01 00:00:00",
                        "1970-01-01 00:00:00.000001",
                        "1999-12-31 23:59:59.999999",
                        "2100-12-31 23:59:59.999999");
    }

    @Test
    void textsAndDocumentsAreReadAsTheyAreAndNothingIsNull() throws SQLException {
        String wide = "日😀".repeat(50_000); // makes the buffer grow
        CopyBuffer rows = new CopyBuffer();
        rows.beginRow(3);
        rows.text("\\N \t\n\"'");
        rows.jsonb("{\"a\": \"\\\"\\n😀\"}");
        rows.bytes(new byte[0]);
        rows.beginRow(3);
        rows.text(null);
        rows.nullValue();
        rows.nullValue();
        rows.beginRow(3);
        rows.text(wide);
        rows.jsonb("{}");
        rows.bytes(new byte[] {0, -1, 127});
        assertThat(copied("a text, b jsonb, c bytea", rows, "SELECT a, b, c FROM t"))
                .containsExactly("\\N \t\n\"'|{\"a\": \"\\\"\\n😀\"}|\\x", "null|null|null", wide + "|{}|\\x00ff7f");
    }

    @Test
    void drainedBufferBeginsAnew() throws SQLException {
        CopyBuffer rows = new CopyBuffer();
        rows.beginRow(1);
        rows.int4(1);
        assertThat(rows.drain()).hasSize(10);
        assertThat(rows.size()).isZero();
        rows.beginRow(1);
        rows.int4(2);
        assertThat(copied("a int", rows, "SELECT a FROM t")).containsExactly("2");
    }

    private static List<String> copied(String columns, CopyBuffer rows, String query) throws SQLException {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE t (" + columns + ")");
            CopyIn copy =
                    connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY t FROM STDIN (FORMAT binary)");
            for (byte[] part : List.of(CopyBuffer.HEADER, rows.drain(), CopyBuffer.TRAILER)) {
                copy.writeToCopy(part, 0, part.length);
            }
            copy.endCopy();
            return TestDatabase.rows(statement, query);
        }
    }
}
