package dev.tidegate.ingest.operate;

import static dev.tidegate.ingest.operate.Operated.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tidegate.ingest.database.Schema;
import dev.tidegate.ingest.operate.Operated.Ran;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetentionAndDoctorIT {

    @RegisterExtension
    private final Operated pipeline = new Operated();

    @Test
    void retentionRemovesWhatIsOldAndVerifyKnows() throws Exception {
        pipeline.deliver("old.csv", event(1), "a,b\n");
        pipeline.deliver("open.csv", event(2), "a,b\n");
        pipeline.load();
        pipeline.tidegateOnDatabase("rejects", "discard", "--file", "1");
        age("30 days");
        pipeline.deliver("new.csv", event(3));
        pipeline.load();
        String before = pipeline.everything();

        Ran dry = pipeline.tidegate("retention", "--keep", "7d", "--dry-run");
        assertThat(dry.out()).contains("Would remove before", "1 archived file,", "1 settled reject", "1 row of");
        assertThat(pipeline.everything()).isEqualTo(before);
        assertThat(pipeline.archived("1-old.csv")).exists();

        Ran ran = pipeline.tidegate("retention", "--keep", "7d");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("Removed before", "1 archived file,", "Kept for open rejects: 1 file");
        assertThat(pipeline.rows(
                        "SELECT file_id, removed_at IS NOT NULL, rejects_removed FROM ingested_files ORDER BY 1"))
                .containsExactly("1|t|1", "2|f|0", "3|f|0");
        assertThat(pipeline.rows("SELECT file_id FROM rejected_events")).containsExactly("2");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("3");
        assertThat(pipeline.tidegate("verify").out()).doesNotContain("GAP");
        assertThat(pipeline.tidegate("files").out()).containsPattern("1 .* removed .*old.csv");
        assertThat(pipeline.tidegate("replay", "1").out()).contains("it was removed at");
    }

    private void age(String by) throws Exception {
        pipeline.execute("UPDATE ingested_files SET archived_at = archived_at - interval '%s'".formatted(by));
        pipeline.execute("UPDATE rejected_events SET resolved_at = resolved_at - interval '%s'".formatted(by));
        pipeline.execute("UPDATE ingest_batches SET committed_at = committed_at - interval '%s'".formatted(by));
    }

    @Test
    @Tag("versions")
    void doctorNamesWhatIsWrongWithAHint() throws Exception {
        Ran ran = pipeline.tidegate("doctor");
        assertThat(ran.exitCode()).isEqualTo(3);
        // The server of the tests does not wait for its disk.
        assertThat(ran.out())
                .containsPattern("wrong +settings +fsync = off\n +Set it on")
                .contains("full_page_writes = off");
        assertThat(ran.out())
                .containsPattern("ok +Java +" + Runtime.version().feature())
                .containsPattern("ok +input .* MiB free")
                .containsPattern("warning +archive .* is not there")
                .containsPattern("ok +rights +test_operator has those of an operator")
                .containsPattern("ok +schema +version " + Schema.VERSION)
                .containsPattern("ok +clock");
        try (var left = Files.list(pipeline.input())) {
            assertThat(left).isEmpty();
        }
        JsonObject json = pipeline.tidegate("doctor", "--json").json().getAsJsonObject();
        assertThat(json.get("ok").getAsBoolean()).isFalse();
    }

    @Test
    @Tag("versions")
    void doctorSeesMissingRightsDisabledTriggersAndDangerousSettings() throws Exception {
        pipeline.execute("ALTER TABLE raw_events DISABLE TRIGGER aggregate_inserted");
        pipeline.execute("UPDATE pipeline SET schema_version = 99");
        String database = pipeline.database().databaseName();
        pipeline.execute("ALTER DATABASE %s SET default_transaction_isolation = 'serializable'".formatted(database));
        pipeline.execute("ALTER DATABASE %s SET synchronous_commit = off".formatted(database));
        pipeline.execute("ALTER DATABASE %s SET statement_timeout = '5s'".formatted(database));
        List<String> reader = pipeline.login(pipeline.database().ingest());
        Ran ran = Operated.plain(java.util.stream.Stream.concat(java.util.stream.Stream.of("doctor"), reader.stream())
                .toArray(String[]::new));
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out())
                .contains("3 of the 4 triggers")
                .contains("version 99, this program needs " + Schema.VERSION)
                .contains("default_transaction_isolation = serializable")
                .containsPattern("warning +settings +synchronous_commit = off")
                .containsPattern("warning +settings +statement_timeout = 5s")
                .contains("test_ingest lacks DELETE on ingest_batches", "GRANT tidegate_operator TO test_ingest");
    }

    @Test
    void aRoleWithoutTheRightsIsToldWhich() throws Exception {
        List<String> ingest = pipeline.login(pipeline.database().reader());
        Ran ran = Operated.plain(
                java.util.stream.Stream.concat(java.util.stream.Stream.of("rejects", "list"), ingest.stream())
                        .toArray(String[]::new));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).contains("permission denied", "GRANT tidegate_operator");
    }
}
