package dev.tidegate.ingest.operate.verify;

import static dev.tidegate.ingest.operate.Operated.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tidegate.ingest.JobForTests;
import dev.tidegate.ingest.operate.Operated;
import dev.tidegate.ingest.operate.Operated.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifyIT {

    @RegisterExtension
    private final Operated pipeline = new Operated();

    private void loadSome() throws IOException {
        pipeline.deliver("a.csv", event(1), event(2), event(2, "3"), "not,an event\n");
        pipeline.deliver("b.csv", event(1, "7"), event(3));
        pipeline.deliver("broken.csv", "a,b\n1,2\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        pipeline.load();
    }

    @Test
    @Tag("versions")
    void aHealthySystemHasNoGap() throws Exception {
        loadSome();
        Ran ran = pipeline.tidegate("verify");
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out().lines()).hasSize(12).allMatch(line -> line.startsWith("ok "));
        JsonObject json = pipeline.tidegate("verify", "--json").json().getAsJsonObject();
        assertThat(json.get("ok").getAsBoolean()).isTrue();
        assertThat(pipeline.tidegate("verify", "--sample", "1").exitCode()).isZero();
    }

    @Test
    void oneOtherByteInAnArchivedFileIsAGap() throws Exception {
        loadSome();
        Path file = pipeline.archived("1-a.csv");
        FileTime modified = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, modified);

        Ran ran = pipeline.tidegate("verify");

        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).contains("file 1 a.csv", "has other bytes than were delivered: SHA-256 ");
    }

    /** Seen: "ok raw bytes 0 dead letters" beside the gap. */
    @Test
    void deadLettersOfAFileWithAGapAreNotSaidToBeRight() throws Exception {
        loadSome();
        Files.delete(pipeline.archived("1-a.csv"));
        assertThat(pipeline.tidegate("verify").out())
                .containsPattern("(?m)^- +raw bytes +not checked: each file with dead letters is a gap, see files$")
                .contains("GAP  files");
        JsonObject json = pipeline.tidegate("verify", "--json").json().getAsJsonObject();
        assertThat(json.getAsJsonArray("checks").asList())
                .filteredOn(check ->
                        check.getAsJsonObject().get("check").getAsString().equals("raw bytes"))
                .singleElement()
                .satisfies(check -> assertThat(
                                check.getAsJsonObject().get("skipped").getAsString())
                        .contains("is a gap"));
        pipeline.deliver("c.csv", event(4), "not,an event\n");
        pipeline.load();
        assertThat(pipeline.tidegate("verify").out())
                .containsPattern("(?m)^ok +raw bytes +1 dead letters: .* their file; not those of 1 file with a gap$");
    }

    @Test
    void aFileThatIsGoneIsAGap() throws Exception {
        loadSome();
        Files.delete(pipeline.archived("2-b.csv"));
        assertGap("files", "it is not at ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rows; DELETE FROM raw_events WHERE right(event_id::text, 1) = '3'; it has 2 rows, and 3 were inserted",
                "rows; UPDATE raw_events SET source_file_id = 99; rows are from it, and the ledger does not have it",
                "rejects; DELETE FROM rejected_events; it counts 1 rejected, and 0 dead letters are kept",
                "raw bytes; UPDATE rejected_events SET raw = 'x'; the dead letter has other bytes than stand at byte",
                "totals; UPDATE pipeline SET inserted = inserted + 1; pipeline says 4, the ledger 3",
                "totals; UPDATE pipeline SET last_file_id = 1; pipeline says 1, the ledger has file 3",
                "batches; UPDATE ingest_batches SET records_read = 7; it says 3 files and 7 records, the ledger 3 and 6",
                "aggregates; UPDATE sales_by_hour SET revenue = revenue + 0.01; a recount gives",
                "cohorts; UPDATE cohort_users SET users = users + 1; a recount gives",
                "sessions; UPDATE sessions_by_hour SET sessions = sessions + 1; a recount gives",
                "sessions; DELETE FROM session_ends_by_day; a recount gives",
                "cohorts; UPDATE user_first_days SET first_day = first_day - 1; a recount gives",
                "cohorts; UPDATE users_by_steps SET users = users + 1; a recount gives",
                "cohorts; INSERT INTO orders_by_gap VALUES ('2026-03-01', 7, 1); it has [1], a recount gives nothing",
                "cohorts; UPDATE sales_by_day SET revenue = revenue + 0.01; a recount gives",
                "cohorts; DELETE FROM product_total_by_day; a recount gives",
                "cohorts; INSERT INTO left_in_carts VALUES (1, '2026-03-01', 1, 1, 'p'); it has [1, 1, 1], a recount gives nothing",
                "known; UPDATE ingested_files SET archive_path = NULL WHERE file_id = 2; the ledger does not have it",
                "files; UPDATE ingested_files SET archived_at = NULL, archive_path = 'x' WHERE file_id = 2;"
                        + " neither in the input folder nor at x"
            })
    @Tag("versions")
    void whatSomebodyChangedBehindTheJobIsAGap(String check, String change, String detail) throws Exception {
        loadSome();
        pipeline.execute(change);
        assertGap(check, detail);
    }

    /** As above, in a shop where users count as many, so that it has what is kept for those only. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "UPDATE user_bits_by_day SET users = ~ users WHERE measure = 'came'; a recount gives",
                "INSERT INTO categories_in_bits SELECT '-infinity', '-infinity', coalesce(category, '') FROM user_by_day GROUP BY 3; a recount gives",
                "DELETE FROM user_bits_by_day; it has nothing, a recount gives",
                "DELETE FROM user_events_by_day; it has nothing, a recount gives",
                "UPDATE user_events_by_day SET event_ids[1] = gen_random_uuid(); a recount gives",
                "UPDATE cohort_progress SET in_bits = false, all_in_bits = false; a recount gives nothing",
                "UPDATE cohort_progress SET all_in_bits = false; it has [false], a recount gives [true]"
            })
    @Tag("versions")
    void whatSomebodyChangedOfManyUsersIsAGap(String change, String detail) throws Exception {
        pipeline.execute(
                "CREATE OR REPLACE FUNCTION many_users() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1");
        loadSome();
        assertThat(pipeline.tidegate("verify").exitCode()).isZero();
        pipeline.execute(change);
        assertGap("cohorts", detail);
    }

    private void assertGap(String check, String detail) throws IOException {
        Ran ran = pipeline.tidegate("verify");
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(3);
        assertThat(ran.out()).contains("GAP  " + check).contains(detail);
        JsonObject json = pipeline.tidegate("verify", "--json").json().getAsJsonObject();
        assertThat(json.getAsJsonArray("gaps").asList())
                .anyMatch(gap -> gap.getAsJsonObject()
                                .get("check")
                                .getAsString()
                                .equals(check)
                        && gap.getAsJsonObject().get("detail").getAsString().contains(detail));
    }

    @Test
    @Tag("versions")
    void filesOfAnOlderDatabaseArePutBackAndLoadedInTheirOldOrder() throws Exception {
        pipeline.deliver("a.csv", event(1, "1"));
        // Landed with an older time than the one before, so the order of the loads is not that of the times.
        Path late = pipeline.deliver("late.csv", event(1, "2"), event(5));
        Files.setLastModifiedTime(late, FileTime.from(Instant.parse("2025-01-01T00:00:00Z")));
        Path parked = Files.move(late, pipeline.home().resolve("late.csv"));
        pipeline.load();
        Files.move(parked, late);
        pipeline.load();
        pipeline.deliver("a.csv", event(6));
        pipeline.load();
        List<String> before = pipeline.rows("SELECT event_id, price, source_file_id FROM raw_events ORDER BY 1");
        assertThat(before).element(0).asString().endsWith("|2.0000|2");
        forgetEverything();

        Ran ran = pipeline.tidegate("verify", "--put-back");

        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).contains("GAP  known", "3-a.csv", "Put back into the input folder: recovered-1-a.csv");
        assertThat(ran.out()).contains("Put back into the input folder: recovered-3-a.csv");
        pipeline.load("--max-files-per-trigger", "1");
        assertThat(pipeline.rows("SELECT path FROM ingested_files ORDER BY file_id"))
                .containsExactly("recovered-1-a.csv", "recovered-2-late.csv", "recovered-3-a.csv");
        assertThat(pipeline.rows("SELECT price FROM raw_events ORDER BY event_id"))
                .containsExactly("2.0000", "9.9900", "9.9900");
        assertThat(pipeline.tidegate("verify").exitCode()).isZero();
    }

    /** As a restore of a backup from before the first file. */
    private void forgetEverything() throws Exception {
        pipeline.execute("TRUNCATE raw_events, ingested_files, ingest_batches, rejected_events");
        pipeline.execute("TRUNCATE pipeline_status");
        pipeline.execute("UPDATE pipeline SET epoch = 0, last_batch = 0, last_file_id = 0, files = 0, records_read = 0,"
                + " inserted = 0, updated = 0, unchanged = 0, stale = 0, duplicate = 0, filtered = 0, rejected = 0");
    }

    @Test
    void thereIsNoGapWhileTheJobRuns() throws Exception {
        int files = 60;
        try (JobForTests job = pipeline.startJob()) {
            assertThat(job).isNotNull();
            for (int file = 0; file < files; file += 4) {
                for (int each = file; each < file + 4; each++) {
                    pipeline.deliver("f%d.csv".formatted(each), event(each), event(each % 7, "1"), "a,b\n");
                }
                Ran ran = pipeline.tidegate("verify");
                assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
            }
        }
        pipeline.load();
        assertThat(pipeline.rows("SELECT count(*) FROM ingested_files WHERE state = 'archived'"))
                .containsExactly(String.valueOf(files));
        assertThat(pipeline.tidegate("verify").exitCode()).isZero();
    }
}
