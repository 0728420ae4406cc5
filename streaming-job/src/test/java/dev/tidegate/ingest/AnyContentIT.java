package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * No content stops the stream: each record becomes a row, a count or a dead letter, or its file goes to quarantine whole. That
 * the raw bytes of each dead letter are those of the file is checked after each test of all classes.
 */
class AnyContentIT {

    private static final String REJECTS = "SELECT path, line, byte_offset, reason FROM rejected_events"
            + " JOIN ingested_files USING (file_id) ORDER BY file_id, byte_offset";

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void filesWithoutRecordsAreLoadedWithZeroCounts() throws Exception {
        pipeline.deliver("empty.csv", "");
        pipeline.deliver("header only.csv", EventLine.HEADER + "\n");
        pipeline.deliver("header without line end.csv", EventLine.HEADER);
        pipeline.deliver("byte order mark.csv", "\ufeff");
        pipeline.deliver("blank lines.csv", "\ufeff\r\n \t\n\n\r");
        pipeline.deliver("nothing packed.csv.gz", Packed.gzip(""));
        pipeline.deliver("header packed.csv.gz", Packed.gzip(EventLine.HEADER));
        pipeline.runOnce("--max-files-per-trigger", "100");
        assertThat(pipeline.ledger()).hasSize(7).allSatisfy(row -> {
            assertThat(row.state()).isEqualTo("archived");
            assertThat(row.counts()).isEqualTo("read=0");
            assertThat(row.firstError()).isNull();
        });
    }

    /** Of the reject, too, the bytes are found again. */
    @Test
    void whatIsPackedIsReadWhateverItIsCalled() throws Exception {
        pipeline.deliver("gzip.csv", Packed.gzip(TestPipeline.content(event(1), event(2).price("free"))));
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("gzip.csv: read=2 inserted=1 rejected=1");
        assertThat(pipeline.rows("SELECT convert_from(raw, 'UTF8') FROM rejected_events"))
                .containsExactly(event(2).price("free").toString());
    }

    @Test
    void everyLineEndAndByteOrderMarkIsRead() throws Exception {
        String[] lines = {EventLine.HEADER, event(1).toString(), "", event(2).toString(), " \t", event(3).toString()};
        pipeline.deliver("lf.csv", String.join("\n", lines));
        pipeline.deliver("cr lf.csv", "\ufeff" + String.join("\r\n", lines) + "\r\n");
        pipeline.deliver("cr.csv", "\ufeff" + String.join("\r", lines) + "\r");
        pipeline.deliver(
                "mixed.csv", lines[0] + "\r" + lines[1] + "\n\r\n\n" + lines[3] + "\r\n" + lines[5] + "\n\r\r\n");
        pipeline.deliver(
                "quoted.csv",
                "\"event_id\", USER_ID ,product_id,product_name,category,event_type,quantity,price,timestamp\r\n"
                        + event(4).name("\"two\r\nlines, one \"\"quote\"\"\"") + "\r\n");
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.counts())
                .containsExactly(
                        "lf.csv: read=3 inserted=3",
                        "cr lf.csv: read=3 unchanged=3",
                        "cr.csv: read=3 unchanged=3",
                        "mixed.csv: read=3 unchanged=3",
                        "quoted.csv: read=1 inserted=1");
        assertThat(pipeline.rows("SELECT product_name FROM raw_events WHERE source_file_id = 5"))
                .containsExactly("two\r\nlines, one \"quote\"");
    }

    @Test
    void damagedRecordCostsItselfAndNoOther() throws Exception {
        byte[] badUtf8 =
                (EventLine.HEADER + "\n" + event(1).name("caf\u00e9") + "\n" + event(2) + "\n").getBytes(ISO_8859_1);
        pipeline.deliver("bad utf-8.csv", badUtf8);
        pipeline.deliver("nul.csv", TestPipeline.content(event(3).name("a\0b"), event(4)));
        pipeline.deliver("quote.csv", TestPipeline.content(event(5).name("\"Lamp"), event(6), event(7)));
        pipeline.deliver(
                "no line end.csv", TestPipeline.content(event(8), event(9)).strip());
        pipeline.deliver("cut.csv", TestPipeline.content(event(10), event(11)).substring(0, 200));
        pipeline.runOnce("--max-files-per-trigger", "100");
        int second = EventLine.HEADER.length() + 1;
        assertThat(pipeline.counts())
                .containsExactly(
                        "bad utf-8.csv: read=2 inserted=1 rejected=1",
                        "nul.csv: read=2 inserted=1 rejected=1",
                        "quote.csv: read=3 inserted=2 rejected=1",
                        "no line end.csv: read=2 inserted=2",
                        "cut.csv: read=2 inserted=1 rejected=1");
        assertThat(pipeline.rows(REJECTS))
                .containsExactly(
                        "bad utf-8.csv|2|" + second + "|bad_encoding",
                        "nul.csv|2|" + second + "|nul",
                        "quote.csv|2|" + second + "|unbalanced_quote",
                        "cut.csv|3|" + (second + event(10).toString().length() + 1) + "|field_count");
    }

    /** By its form it is one record, so it is one; three rows of an export once became one, and nobody was told. */
    @Test
    void linesThatStrayQuotesMayHaveJoinedAreToldInTheLedger() throws Exception {
        pipeline.deliver("joined.csv", TestPipeline.content(event(1).name("\"big"), event(2).name("small\"")));
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("joined.csv: read=1 inserted=1");
        assertThat(pipeline.ledger().get(0).firstError())
                .isEqualTo("in 1 of the records that span lines each line would be a record by itself, first in line 2:"
                        + " stray quotes may have joined them. A mapping with quote: none takes each line for itself");
    }

    @Test
    void columnsAreMappedByTheirNamesInEachFile() throws Exception {
        pipeline.deliver(
                "other order.csv",
                "timestamp, PRICE ,event_type,product_id,\"User_Id\",event_id\n"
                        + "2026-03-01 10:00:00 UTC,9.99,view,21,7," + EventLine.uuid(1) + "\n");
        pipeline.deliver("extra.csv", EventLine.HEADER + ",Größe,\n" + event(2) + ",XL,x\n");
        pipeline.runOnce();
        assertThat(pipeline.rows(
                        "SELECT user_id, product_name, category, quantity, extra FROM raw_events ORDER BY event_id"))
                .containsExactly("7|null|null|1.000|null", "7|Lamp|Home|1.000|{\"\": \"x\", \"Größe\": \"XL\"}");
    }

    @Test
    void fileThatCannotBeReadAsAWholeGoesToQuarantineAndItsNeighboursAreLoaded() throws Exception {
        byte[] packed = Packed.gzip(TestPipeline.content(event(1), event(2), event(3)));
        byte[] corrupt = packed.clone();
        corrupt[packed.length - 6] ^= 1;
        byte[] rubbish = new byte[5000];
        new Random(7).nextBytes(rubbish);
        pipeline.deliver("no column.csv", EventLine.HEADER.replace("price", "prize") + "\n" + event(4) + "\n");
        pipeline.deliver("twice.csv", EventLine.HEADER + ", Price\n" + event(4) + ",1\n");
        pipeline.deliver("no header.csv", event(4) + "\n" + event(5) + "\n");
        pipeline.deliver("cut.csv.gz", Arrays.copyOf(packed, packed.length - 9));
        pipeline.deliver("corrupt.csv.gz", corrupt);
        pipeline.deliver("not packed.csv.gz", TestPipeline.content(event(4)));
        pipeline.deliver("empty.csv.gz", new byte[0]);
        pipeline.deliver("rubbish.csv", rubbish);
        pipeline.deliver("rubbish.csv.gz", rubbish);
        pipeline.deliver("bad header.csv", ("\u00e9" + TestPipeline.content(event(4))).getBytes(ISO_8859_1));
        pipeline.deliver("good.csv", event(6));
        pipeline.runOnce("--max-files-per-trigger", "100");
        assertThat(pipeline.ledger().stream().map(row -> row.path() + ": " + row.state() + " " + reason(row)))
                .containsExactly(
                        "no column.csv: quarantined missing_column",
                        "twice.csv: quarantined duplicate_column",
                        "no header.csv: quarantined missing_column",
                        "cut.csv.gz: quarantined corrupt_gzip",
                        "corrupt.csv.gz: quarantined corrupt_gzip",
                        "not packed.csv.gz: quarantined corrupt_gzip",
                        "empty.csv.gz: quarantined corrupt_gzip",
                        "rubbish.csv: quarantined bad_header",
                        "rubbish.csv.gz: quarantined corrupt_gzip",
                        "bad header.csv: quarantined bad_header",
                        "good.csv: archived null");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("1");
        assertThat(pipeline.log().of("WARN")).hasSize(10).allMatch(line -> line.contains("goes to quarantine: "));
    }

    private static String reason(LedgerRow row) {
        return row.firstError() == null ? null : row.firstError().replaceFirst(": .*", "");
    }

    @Test
    void packedFileIsLoadedAndItsRejectsAreFoundInTheUnpackedBytes() throws Exception {
        String content = TestPipeline.content(event(1), event(2).price("free"), event(3).time("now"), event(4));
        byte[] first = Packed.gzip(content.substring(0, 150));
        byte[] second = Packed.gzip(content.substring(150));
        byte[] members = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, members, first.length, second.length);
        pipeline.deliver("a.csv.gz", members);
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv.gz: read=4 inserted=2 rejected=2");
        assertThat(pipeline.rows("SELECT convert_from(raw, 'UTF8') FROM rejected_events ORDER BY line"))
                .containsExactly(
                        event(2).price("free").toString(), event(3).time("now").toString());
    }

    @Test
    void ofALongRejectTheFirst64KibAreKeptAndItsLengthIsTold() throws Exception {
        String longName = "x".repeat(100_000);
        pipeline.deliver("a.csv", TestPipeline.content(event(1).name(longName), event(2)));
        pipeline.runOnce();
        assertThat(pipeline.rows("SELECT reason, byte_length, length(raw) FROM rejected_events"))
                .containsExactly(
                        "too_long_text|" + event(1).name(longName).toString().length() + "|65536");
        assertThat(pipeline.counts()).containsExactly("a.csv: read=2 inserted=1 rejected=1");
    }

    /** With a heap that could not hold the line once. */
    @Test
    @Tag("long")
    void lineOfHalfAGigabyteIsARejectAndTheNextIsRead() throws Exception {
        Path file = pipeline.input().resolve("..").resolve("half a gigabyte");
        Files.createDirectories(pipeline.input());
        byte[] megabyte = "x".repeat(1 << 20).getBytes(UTF_8);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            out.write((EventLine.HEADER + "\n" + event(1) + "\n").getBytes(UTF_8));
            for (int i = 0; i < 512; i++) {
                out.write(megabyte);
            }
            out.write(("\n" + event(2) + "\n").getBytes(UTF_8));
        }
        Files.move(file, pipeline.input().resolve("a.csv.gz"));
        // So many equal letters pack far better than any real file does.
        pipeline.runOnce("--max-growth", "2000");
        assertThat(pipeline.counts()).containsExactly("a.csv.gz: read=3 inserted=2 rejected=1");
        assertThat(pipeline.rows("SELECT line, reason, byte_length, length(raw) FROM rejected_events"))
                .containsExactly("3|too_long|" + (512L << 20) + "|65536");
        assertThat(Runtime.getRuntime().maxMemory()).isLessThan(3L << 29);
    }
}
