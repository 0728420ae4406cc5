package dev.tidegate.ingest.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.load.Attempts.Next;
import dev.tidegate.ingest.source.FileState;
import dev.tidegate.ingest.stage.FileTally;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows an error of the database depends on its SQLSTATE alone. */
class AttemptsTest {

    @ParameterizedTest
    @CsvSource({
        "08000, REPEAT",
        "08001, REPEAT",
        "08003, REPEAT",
        "08006, REPEAT",
        "08P01, REPEAT",
        "40001, REPEAT",
        "40P01, REPEAT",
        "53100, NO_ROOM",
        "53200, NO_ROOM",
        "53400, NO_ROOM",
        "53300, REPEAT",
        "55P03, REPEAT",
        "57014, TOO_SLOW",
        "25P04, TOO_SLOW",
        "57P01, REPEAT",
        "57P02, REPEAT",
        "57P03, REPEAT",
        "58030, REPEAT",
        "25P03, REPEAT",
        "25006, REPEAT",
        "55006, REPEAT",
        "2BP01, REPEAT",
        "'', REPEAT",
        "23505, RESTAGE",
        "23514, RESTAGE",
        "XX000, RESTAGE",
        "38000, RESTAGE",
        "HV000, RESTAGE",
        "SHOP1, RESTAGE",
        "0A000, DATA",
        "21000, DATA",
        "27000, DATA",
        "44000, DATA",
        "55000, DATA",
        "P0001, DATA",
        "P0004, DATA",
        "22003, DATA",
        "22007, DATA",
        "22021, DATA",
        "22P05, DATA",
        "23502, DATA",
        "23503, DATA",
        "54000, DATA",
        "28P01, REFUSE",
        "28000, REFUSE",
        "3D000, REFUSE",
        "3F000, REFUSE",
        "42501, REFUSE",
        "42P01, REFUSE",
        "XX001, REFUSE",
        "XX002, REFUSE",
        "08004, REFUSE"
    })
    void sqlStateDecides(String state, SqlFailure kind) {
        assertThat(SqlFailure.of(new SQLException("x", state))).isEqualTo(kind);
    }

    @Test
    void errorWithoutSqlStateIsRepeated() {
        assertThat(SqlFailure.of(new SQLException("x"))).isEqualTo(SqlFailure.REPEAT);
    }

    @Test
    void errorOfTheDatabaseIsFoundInsideOfWhatSparkThrows() {
        SQLException cause = new SQLException("x", "53100");
        assertThat(SqlFailure.in(new IllegalStateException(new RuntimeException(cause))))
                .containsSame(cause);
        assertThat(SqlFailure.in(new IllegalStateException("no database"))).isEmpty();
    }

    @Test
    void whatPassesIsRepeatedWithoutEnd() {
        Attempts attempts = new Attempts();
        for (int i = 0; i < 1000; i++) {
            assertThat(attempts.after(new SQLException("x", "08006"))).isEqualTo(Next.MERGE_AGAIN);
        }
    }

    @Test
    void whatWentMissingIsStagedAnewThreeTimesAndThenTheFilesAreTriedOneByOne() {
        Attempts attempts = new Attempts();
        SQLException missing = new SQLException("x", "23514");
        for (int i = 0; i < 3; i++) {
            assertThat(attempts.after(missing)).isEqualTo(Next.STAGE_AGAIN);
        }
        assertThat(attempts.after(missing)).isEqualTo(Next.FIND_REFUSED);
    }

    /** A server that crashes again and again takes what is staged with it each time. */
    @Test
    void whatGoesMissingIsCountedAnewAfterWhatPasses() {
        Attempts attempts = new Attempts();
        for (int crash = 0; crash < 100; crash++) {
            assertThat(attempts.after(new SQLException("x", "57P01"))).isEqualTo(Next.MERGE_AGAIN);
            assertThat(attempts.after(new SQLException("x", "23514"))).isEqualTo(Next.STAGE_AGAIN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"22003", "54000", "23502", "P0001", "0A000", "44000", "55000", "21000"})
    void aSearchThatFindsNoFileToBlameIsFollowedByOneMoreTryAndThenByTheEnd(String state) {
        Attempts attempts = new Attempts();
        SQLException refused = new SQLException("x", state);
        assertThat(attempts.after(refused)).isEqualTo(Next.FIND_REFUSED);
        attempts.found(Map.of());
        assertThat(attempts.after(refused)).isEqualTo(Next.GIVE_UP);
    }

    @Test
    void aSearchThatFoundAFileIsFollowedByAnother() {
        Attempts attempts = new Attempts();
        SQLException refused = new SQLException("x", "P0001");
        for (int fileNo = 1; fileNo <= 10; fileNo++) {
            assertThat(attempts.after(refused)).isEqualTo(Next.FIND_REFUSED);
            attempts.found(Map.of(fileNo, FileTally.leftOut(fileNo, FileState.UNUSABLE, "x", "x")));
        }
        assertThat(attempts.leftOut()).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"57014", "XX000", "23505", "23514", "SHOP1"})
    void nothingThatDoesNotPassIsRepeatedForEver(String state) {
        Attempts attempts = new Attempts();
        SQLException failure = new SQLException("x", state);
        int tries = 0;
        for (Next next = attempts.after(failure); next != Next.GIVE_UP; next = attempts.after(failure)) {
            if (next == Next.FIND_REFUSED) {
                attempts.found(Map.of());
            }
            assertThat(++tries).isLessThan(10);
        }
    }

    /** What is said of room says nothing of other reasons. */
    @Test
    void aSearchForRoomDoesNotStandForAnother() {
        Attempts attempts = new Attempts();
        SQLException noRoom = new SQLException("x", "53100");
        assertThat(Stream.generate(() -> attempts.after(noRoom)).limit(3)).endsWith(Next.FIND_REFUSED);
        attempts.found(Map.of());
        assertThat(attempts.after(new SQLException("x", "P0001"))).isEqualTo(Next.FIND_REFUSED);
    }

    /** The disk may be full for all; then the files are looked at rarely, since that costs what loading them does. */
    @ParameterizedTest
    @ValueSource(strings = {"53100", "53200", "53400"})
    void withoutRoomTheFilesAreTriedOneByOneAfterThreeTriesAndThenFromTimeToTime(String state) {
        Attempts attempts = new Attempts();
        SQLException noRoom = new SQLException("x", state);
        List<Integer> searches = new ArrayList<>();
        for (int attempt = 1; attempt <= 100; attempt++) {
            if (attempts.after(noRoom) == Next.FIND_REFUSED) {
                searches.add(attempt);
                attempts.found(Map.of());
            }
        }
        assertThat(searches).containsExactly(3, 30, 60, 90);
    }

    @Test
    void whatNeedsAPersonEndsTheJob() {
        assertThat(new Attempts().after(new SQLException("x", "42501"))).isEqualTo(Next.GIVE_UP);
    }
}
