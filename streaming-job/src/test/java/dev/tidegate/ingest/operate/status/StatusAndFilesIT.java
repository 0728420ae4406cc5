package dev.tidegate.ingest.operate.status;

import static dev.tidegate.ingest.operate.Operated.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tidegate.ingest.JobForTests;
import dev.tidegate.ingest.operate.Operated;
import dev.tidegate.ingest.operate.Operated.Ran;
import dev.tidegate.ingest.operate.TidegateCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StatusAndFilesIT {

    @RegisterExtension
    private final Operated pipeline = new Operated();

    @Test
    void aDatabaseThatNoJobHasUsedYetSaysSo() throws IOException {
        Ran ran = pipeline.tidegateOnDatabase("status");
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).contains("STOPPED: none has run yet", "0 files, 0 records read");
    }

    @Test
    void aRunningJobIsSeenToRunAndAStoppedOneToBeStopped() throws IOException {
        pipeline.deliver("a.csv", event(1), event(2), "not an event\n");
        try (JobForTests job = pipeline.startJob()) {
            assertThat(job).isNotNull();
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                Ran ran = pipeline.tidegateOnDatabase("status");
                assertThat(ran.out()).contains("running since", "(epoch 1, process ", "field_count 1");
                assertThat(ran.out()).contains("1 file, 3 records read", "= 2 inserted", "+ 1 rejected");
                assertThat(ran.exitCode()).isZero();
            });
        }
        JsonObject status =
                pipeline.tidegateOnDatabase("status", "--json").json().getAsJsonObject();
        assertThat(status.get("state").getAsString()).isEqualTo("stopped");
        assertThat(status.getAsJsonObject("totals").get("inserted").getAsLong()).isEqualTo(2);
        assertThat(status.getAsJsonObject("last_batch").get("files").getAsLong())
                .isEqualTo(1);
        assertThat(status.getAsJsonObject("rejects_last_hour")
                        .get("field_count")
                        .getAsLong())
                .isEqualTo(1);
    }

    @Test
    void aJobThatRepeatsWhatFailsIsNotTakenForOneThatIsStopped() throws Exception {
        pipeline.execute("""
                CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''disk_full''; END';
                CREATE TRIGGER disk_full BEFORE INSERT ON ingested_files FOR EACH STATEMENT EXECUTE FUNCTION disk_full()""");
        pipeline.deliver("a.csv", event(1));
        try (JobForTests job = pipeline.startJob()) {
            assertThat(job).isNotNull();
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                Ran ran = pipeline.tidegateOnDatabase("status");
                assertThat(ran.out()).contains("RETRYING: epoch 1", "could not extend file");
                assertThat(ran.exitCode()).isEqualTo(3);
            });
            pipeline.execute("DROP TRIGGER disk_full ON ingested_files");
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                            pipeline.tidegateOnDatabase("status").exitCode())
                    .isZero());
        }
        assertThat(pipeline.tidegateOnDatabase("status").out()).contains("STOPPED");
    }

    @Test
    void theLiveViewIsShownAgainAndAgain() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("status", "--watch", "--every", "50ms"));
        command.addAll(pipeline.login(pipeline.database().operator()));
        StringWriter out = new StringWriter();
        Thread watching = new Thread(
                () -> TidegateCommand.run(new PrintWriter(out), new PrintWriter(out), command.toArray(String[]::new)));
        watching.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> out.toString().split("none has run yet", -1).length > 3);
        watching.interrupt();
        watching.join();
    }

    @Test
    void filesAreListedNewestFirstWithWhereTheyAreNow() throws Exception {
        pipeline.deliver("shop-1.csv", event(1), event(2), event(2, "8"));
        pipeline.deliver("shop-2.csv", event(1, "7"), "a,b\n");
        pipeline.deliver("broken.csv", "no,header\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        pipeline.deliver("100%_sure.csv", event(9));
        pipeline.load("--max-files-per-trigger", "1");
        Files.delete(pipeline.archived("1-shop-1.csv"));

        List<String> lines = pipeline.tidegate("files").out().lines().toList();
        assertThat(lines.get(0)).matches(" *ID +LOADED \\(UTC\\) +NOW IN +READ +INSERTED .*NAME");
        assertThat(lines.get(1)).matches(" *4 .* archive +1 +1 .*100%_sure.csv");
        assertThat(lines.get(2)).matches(" *3 .* quarantine +0 +0 .*broken.csv");
        assertThat(lines.get(3)).matches(" *2 .* archive +2 +0 +1  shop-2.csv");
        assertThat(lines.get(4)).matches(" *1 .* lost +3 +2 .*shop-1.csv");

        assertThat(pipeline.tidegate("files", "shop-*").out())
                .contains("shop-1", "shop-2")
                .doesNotContain("broken");
        assertThat(pipeline.tidegate("files", "100%_*").out())
                .contains("100%_sure")
                .doesNotContain("shop");
        assertThat(pipeline.tidegate("files", "--state", "quarantined").out())
                .contains("broken")
                .doesNotContain("shop");
        assertThat(pipeline.tidegate("files", "--since", "2100-01-01").out()).contains("No such file");
        assertThat(pipeline.tidegate("files", "--limit", "1").out()).contains("4", "--limit shows more");
        assertThat(pipeline.tidegate("files", "--json").json().getAsJsonArray()).hasSize(4);
    }

    @Test
    void aFileIsShownWithItsCountsItsPlaceAndItsRejects() throws Exception {
        pipeline.deliver("a.csv", event(1), event(2, "1.99999"), event(3).replace("buy", "cart"));
        pipeline.load();
        Ran ran = pipeline.tidegate("file", "1");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains(
                        "1  a.csv", pipeline.archived("1-a.csv").toString(), "3 read", "= 1 inserted", "+ 0 duplicate")
                .contains("1 filtered + 1 rejected", "line 3: too_many_decimals: expected at most 4 decimals");
        JsonObject json = pipeline.tidegate("file", "1", "--json").json().getAsJsonObject();
        assertThat(json.get("where").getAsString()).isEqualTo("archive");
        assertThat(json.getAsJsonArray("rejects")).hasSize(1);
        assertThat(pipeline.tidegate("file", "77").err())
                .isEqualTo("'tidegate file' failed: there is no file 77 in the ledger of the stream events\n");
    }

    @Test
    void hostileNamesAndBytesDoNothingToTheTerminal() throws Exception {
        pipeline.deliver("evil\u001b[2J\u202e\nname.csv", event(1), "\u001b]0;pwned\u0007\u009b31m,1\n");
        pipeline.load();
        for (String[] command : new String[][] {
            {"files"},
            {"file", "1"},
            {"rejects", "list"},
            {"rejects", "show"},
            {"replay", "1"},
            {"verify"},
            {"status"},
            {"status", "--json"},
            {"files", "--json"},
            {"rejects", "list", "--json"},
            {"rejects", "show", "--json"}
        }) {
            boolean onDatabase = command[0].equals("status") || command[0].equals("rejects");
            Ran ran = onDatabase ? pipeline.tidegateOnDatabase(command) : pipeline.tidegate(command);
            assertThat(ran.err()).isEmpty();
            assertThat(ran.out().replace("\n", ""))
                    .as(String.join(" ", command))
                    .doesNotContainPattern("[\\p{Cntrl}\\u0080-\\u009f\\u202e]");
        }
        assertThat(pipeline.tidegate("file", "1").out()).contains("evil\\x1b[2J\\u{202e}\\nname.csv");
        assertThat(pipeline.tidegateOnDatabase("rejects", "show").out()).contains("\\x1b]0;pwned\\x07\\x9b31m,1");
    }
}
