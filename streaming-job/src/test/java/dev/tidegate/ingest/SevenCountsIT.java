package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each record is in exactly one of seven counts. The first line of the table that applies decides which. */
@Tag("versions")
@Tag("spark")
class SevenCountsIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private static final String REJECTS =
            "SELECT line, reason, column_name FROM rejected_events ORDER BY file_id, line";

    @Test
    void recordThatCannotBeTakenApartIsRejectedEvenIfItsTypeWouldBeFiltered() throws Exception {
        pipeline.deliver(
                "a.csv",
                EventLine.HEADER + "\n" + event(1).type("hover") + ",one field too many\n"
                        + EventLine.HEADER + "\n"
                        + "only,two\n"
                        + event(2).name("\"no end").type("hover") + "\n"
                        + event(3).name("a\0b").type("hover") + "\n"
                        + event(4).name("\"x\"y").type("hover") + "\n"
                        + event(5) + "\n");
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=7 inserted=1 rejected=6");
        assertThat(pipeline.rows(REJECTS))
                .containsExactly(
                        "2|field_count|null",
                        "3|repeated_header|null",
                        "4|field_count|null",
                        "5|unbalanced_quote|null",
                        "6|nul|null",
                        "7|text_after_quote|null");
    }

    @Test
    void recordWithoutAWordForItsTypeIsRejectedWhateverElseItHolds() throws Exception {
        pipeline.deliver(
                "a.csv",
                event(1).type(""),
                event(2).type("two words"),
                event(3).type("9lives").price("free"),
                event(4).type("x".repeat(65)));
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=4 rejected=4");
        assertThat(pipeline.rows(REJECTS))
                .containsExactly(
                        "2|missing_value|event_type",
                        "3|bad_event_type|event_type",
                        "4|bad_event_type|event_type",
                        "5|bad_event_type|event_type");
    }

    @Test
    void recordOfAnotherTypeIsFilteredAndItsOtherColumnsAreNotLookedAt() throws Exception {
        pipeline.deliver(
                "a.csv",
                event(1).type("hover"),
                event(2).type(" Add_To-Cart2 ").price("free").id("no uuid"),
                event(3).type(" BUY\t"),
                event(4).type("CLICK"));
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=4 inserted=2 filtered=2");
        assertThat(pipeline.rows("SELECT event_type FROM raw_events ORDER BY event_id"))
                .containsExactly("buy", "click");
    }

    @Test
    void recordThatBreaksARuleIsRejectedForTheFirstColumnOfTheTable() throws Exception {
        pipeline.deliver(
                "a.csv",
                event(1).id("1").product("").price("free").time("now"),
                event(2).product("x".repeat(129)).price("free").time("now"),
                event(3).price("1.23999").quantity("0"),
                event(4).price("1.23999").time("2026-02-30 10:00:00"),
                event(5).time("2026-02-30 10:00:00"),
                event(6).name("x".repeat(501)));
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=6 rejected=6");
        assertThat(pipeline.rows(REJECTS))
                .containsExactly(
                        "2|bad_uuid|event_id",
                        "3|too_long_text|product_id",
                        "4|out_of_range|quantity",
                        "5|too_many_decimals|price",
                        "6|bad_timestamp|timestamp",
                        "7|too_long_text|product_name");
        assertThat(pipeline.ledger().get(0).firstError())
                .startsWith("line 2: bad_uuid: ")
                .contains("'1'");
    }

    @Test
    void olderVersionsInOneMicroBatchAreDuplicatesOfTheNewest() throws Exception {
        pipeline.deliver(
                "a.csv",
                event(1).at("10:00:02").price("2"),
                event(1).at("10:00:01").price("1"));
        pipeline.deliver(
                "b.csv",
                event(1).at("10:00:03").price("3"),
                event(1).at("10:00:03").price("4"));
        pipeline.deliver("c.csv", event(1).at("10:00:00").price("0"));
        pipeline.runOnce();
        assertThat(pipeline.counts())
                .containsExactly(
                        "a.csv: read=2 duplicate=2",
                        "b.csv: read=2 inserted=1 duplicate=1",
                        "c.csv: read=1 duplicate=1");
        assertThat(pipeline.rows("SELECT price, source_line FROM raw_events")).containsExactly("4.0000|3");
    }

    @Test
    void duplicateCountsBeforeUnchangedAndStale() throws Exception {
        pipeline.deliver("a.csv", event(1).at("10:00:05"));
        pipeline.deliver("b.csv", event(1).at("10:00:05"), event(1).at("10:00:04"), event(1).at("10:00:03"));
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=1 inserted=1", "b.csv: read=3 unchanged=1 duplicate=2");
    }

    @Test
    void equalContentIsUnchangedWhateverTheFileAndKeepsItsFirstLineage() throws Exception {
        pipeline.deliver(
                "a.csv",
                event(1),
                event(2).price("10").quantity("2"),
                event(3).category("").name(""));
        pipeline.deliver(
                "b.csv",
                event(9),
                event(3).category("").name(" "),
                event(2).price("10.000000").quantity(" 2.0000 "),
                event(1));
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=3 inserted=3", "b.csv: read=4 inserted=1 unchanged=3");
        assertThat(pipeline.rows("SELECT source_line FROM raw_events WHERE source_file_id = 1 ORDER BY event_id"))
                .containsExactly("2", "3", "4");
    }

    @Test
    void otherColumnsAreComparedByValueAndNotByTheirOrder() throws Exception {
        pipeline.deliver("a.csv", EventLine.HEADER + ",Colour,size\n" + event(1) + ",red,7\n" + event(2) + ",,\n");
        pipeline.deliver("b.csv", EventLine.HEADER + ",size,Colour\n" + event(1) + ",7,red\n" + event(2) + ", ,\n");
        pipeline.deliver("c.csv", EventLine.HEADER + ",size,Colour\n" + event(1) + ",8,red\n" + event(2) + ",1,\n");
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=2 inserted=2", "b.csv: read=2 unchanged=2", "c.csv: read=2 updated=2");
        assertThat(pipeline.rows("SELECT extra FROM raw_events ORDER BY event_id"))
                .containsExactly("{\"size\": \"8\", \"Colour\": \"red\"}", "{\"size\": \"1\"}");
    }

    @Test
    void newerVersionIsAnUpdateOfAllColumns() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver(
                "b.csv",
                new EventLine(
                        EventLine.uuid(1).toUpperCase(java.util.Locale.ROOT),
                        "8",
                        "22",
                        "Desk",
                        "Office",
                        "buy",
                        "3",
                        "0.10",
                        "2026-03-02 00:00:00.5"));
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "b.csv: read=1 updated=1");
        assertThat(pipeline.rows("""
                        SELECT user_id, product_id, product_name, category, event_type, quantity, price, total_price,
                               event_timestamp AT TIME ZONE 'UTC', event_date, source_file_id, source_line
                        FROM raw_events"""))
                .containsExactly("8|22|Desk|Office|buy|3.000|0.1000|0.3000000|2026-03-02 00:00:00.5|2026-03-02|2|2");
    }

    @Test
    void ofEqualTimeTheLaterFileWinsAndInAFileTheLaterLine() throws Exception {
        pipeline.deliver("a.csv", event(1).price("1"), event(2).price("1"), event(2).price("2"));
        pipeline.deliver("b.csv", event(1).price("2"), event(2).price("1"));
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=3 inserted=2 duplicate=1", "b.csv: read=2 updated=2");
        assertThat(pipeline.rows("SELECT price FROM raw_events ORDER BY event_id"))
                .containsExactly("2.0000", "1.0000");
    }

    @Test
    void olderVersionIsStale() throws Exception {
        pipeline.deliver("a.csv", event(1).at("10:00:01"));
        pipeline.deliver("b.csv", event(1).at("10:00:00.999999").price("1"));
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "b.csv: read=1 stale=1");
        assertThat(pipeline.rows("SELECT price FROM raw_events")).containsExactly("9.9900");
    }

    @Test
    void eachNullableColumnThatComesOrGoesIsAChange() throws Exception {
        pipeline.deliver("a.csv", event(1).name(""), event(2), event(3).category(""), event(4), event(5).name(""));
        pipeline.deliver("b.csv", event(1), event(2).name(""), event(3), event(4).category(""), event(5).name(""));
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=5 inserted=5", "b.csv: read=5 updated=4 unchanged=1");
    }

    @Test
    void largeMicroBatchIsCountedLikeASmallOne() throws Exception {
        // Packed files go the way of large ones: the tasks copy into staging tables of the micro-batch.
        pipeline.deliver("a.csv.gz", Packed.gzip(TestPipeline.content(event(1).at("10:00:01"), event(2), event(3))));
        pipeline.deliver(
                "b.csv.gz",
                Packed.gzip(TestPipeline.content(
                        event(1).at("10:00:00"),
                        event(2),
                        event(3).at("11:00:00"),
                        event(4),
                        event(4).at("09:00:00"),
                        event(5).type("hover"),
                        event(6).price("free"))));
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.counts())
                .containsExactly(
                        "a.csv.gz: read=3 inserted=3",
                        "b.csv.gz: read=7 inserted=1 updated=1 unchanged=1 stale=1 duplicate=1 filtered=1 rejected=1");
    }

    @Test
    void totalsOfTheLogLineAreTheTotalsOfTheLedger() throws IOException, SQLException {
        pipeline.deliver("a.csv", event(1), event(2).type("hover"), event(3).price("free"));
        pipeline.runOnce();
        assertThat(pipeline.log().of("INFO"))
                .anyMatch(line -> line.contains(
                        "files=1 read=3 inserted=1 updated=0 unchanged=0 stale=0 duplicate=0 filtered=1 rejected=1"));
    }
}
