package dev.tidegate.ingest.operate.check;

import static dev.tidegate.ingest.operate.Operated.HEADER;
import static dev.tidegate.ingest.operate.Operated.event;
import static dev.tidegate.ingest.operate.Operated.plain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tidegate.ingest.operate.Operated.Ran;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {

    @TempDir
    private Path folder;

    @Test
    void aGoodFileIsCountedAndNothingIsComplainedOf() throws IOException {
        Path file = Files.writeString(folder.resolve("good.csv"), HEADER + event(1) + event(2).replace("buy", "cart"));
        Ran ran = plain("check", file.toString());
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEqualTo("%s: 2 read, 1 accepted, 1 filtered (cart 1), 0 rejected%n".formatted(file));
    }

    @Test
    void eachRejectIsShownWithLineColumnReasonAndMessage() throws IOException {
        Path file = Files.writeString(
                folder.resolve("bad.csv"), HEADER + event(1) + event(2, "1.99999") + "a,b\n" + event(3, "\u001b[31m1"));
        Ran ran = plain("check", file.toString());
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out())
                .contains("4 read, 1 accepted, 0 filtered, 3 rejected")
                .containsPattern("3 +price +too_many_decimals +expected at most 4 decimals, found '1.99999'")
                .containsPattern("4 +field_count +expected 9 fields, found 2")
                .doesNotContain("\u001b");
    }

    @Test
    void jsonHasTheSame() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.csv"), HEADER + event(1, "x"));
        JsonObject checked = plain("check", "--json", file.toString())
                .json()
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject();
        assertThat(checked.get("verdict").getAsString()).isEqualTo("loaded");
        assertThat(checked.get("rejected").getAsLong()).isEqualTo(1);
        JsonObject reject = checked.getAsJsonArray("rejects").get(0).getAsJsonObject();
        assertThat(reject.get("line").getAsLong()).isEqualTo(2);
        assertThat(reject.get("column").getAsString()).isEqualTo("price");
        assertThat(reject.get("reason").getAsString()).isEqualTo("bad_decimal");
    }

    @Test
    void whatCostsTooMuchForTheJobWouldGoToQuarantine() throws IOException {
        Path rejects = Files.writeString(folder.resolve("rejects.csv"), HEADER + event(1) + "x\n".repeat(100_001));
        Path wide = Files.writeString(folder.resolve("wide.csv"), HEADER.replace("\n", ",x".repeat(20_000) + "\n"));
        Path zeros = Files.write(folder.resolve("zeros.csv.gz"), gzip(HEADER + "0".repeat(70 << 20)));
        Ran ran = plain("check", rejects.toString(), wide.toString(), zeros.toString());
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out().lines())
                .anyMatch(line -> line.startsWith(rejects + ": would go to quarantine: too_many_rejects"))
                .anyMatch(line -> line.startsWith(wide + ": would go to quarantine: header_too_long"))
                .anyMatch(line -> line.startsWith(zeros + ": would go to quarantine: grows_too_large"));
        assertThat(plain("check", "--max-rejects-per-file", "100001", rejects.toString())
                        .out())
                .containsPattern("100.002 read, 1 accepted");
    }

    @Test
    void packedFilesAreReadAndCutOnesRefused() throws IOException {
        byte[] packed = gzip(HEADER + event(1));
        Path good = Files.write(folder.resolve("good.csv.gz"), packed);
        Path cut = Files.write(folder.resolve("cut.csv.gz"), java.util.Arrays.copyOf(packed, packed.length - 6));
        assertThat(plain("check", good.toString()).out()).contains("1 read, 1 accepted");
        Ran ran = plain("check", cut.toString());
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).contains("would go to quarantine: corrupt_gzip");
    }

    @Test
    void timesWithoutAZoneAreReadInTheZoneThatIsGiven() throws IOException {
        Path file = Files.writeString(folder.resolve("gap.csv"), HEADER + event(1, "1", "2026-03-29 02:30:00"));
        assertThat(plain("check", file.toString()).exitCode()).isZero();
        assertThat(plain("check", "--time-zone", "Europe/Berlin", file.toString())
                        .out())
                .contains("timestamp_in_gap");
    }

    @Test
    void aFileThatIsNotThereFailsAndTheOthersAreReadAllTheSame() throws IOException {
        Path file = Files.writeString(folder.resolve("good.csv"), HEADER + event(1));
        Ran ran = plain("check", folder.resolve("none.csv").toString(), file.toString(), folder.toString());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .contains("none.csv: cannot be read: there is no such file", "1 accepted", "it is a folder");
    }

    @Test
    void aNameThatTheJobLeavesAloneIsPointedOut() throws IOException {
        Path file = Files.writeString(folder.resolve("good.txt"), HEADER + event(1));
        Ran ran = plain("check", file.toString());
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).contains("1 accepted", "WARNING: under this name the job would leave it alone");
        assertThat(plain("check", "--json", file.toString()).out()).contains("\"taken\": false");
    }

    @Test
    void theKeysOfAMappingThatMayHelpAreNamed() throws IOException {
        Path file =
                Files.writeString(folder.resolve("bad.csv"), HEADER + event(1, "19.90 EUR") + event(2, "x") + "a,b\n");
        assertThat(plain("check", file.toString()).out().lines())
                .contains(
                        "  Keys of a mapping that may help: decimal_point, thousands, currency_signs, null, refunds (bad_decimal);"
                                + " delimiter, quote, comment (field_count)");
        Path good = Files.writeString(folder.resolve("good.csv"), HEADER + event(1));
        assertThat(plain("check", good.toString()).out()).doesNotContain("Keys of a mapping");
    }

    /** It is right by its form, and would win over whatever corrects it. */
    @Test
    void aTimeThatIsStillToComeIsPointedOut() throws IOException {
        Path file = Files.writeString(
                folder.resolve("clock.csv"),
                HEADER + event(1) + event(2).replaceAll("20[0-9]{2}-[0-9]{2}-[0-9]{2}", "2099-01-02"));
        Ran ran = plain("check", file.toString());
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out())
                .contains(
                        "2 accepted",
                        "WARNING: event_timestamp is still to come in 1 of the accepted records, first in line 3");
    }

    @Test
    void linesOfJsonAreKnownByTheirFirstBytesAlsoWhereTheyAreNoHeaderAtAll() throws IOException {
        Path file = Files.writeString(folder.resolve("events.csv"), "\ufeff {\"event_id\":\"a\",\"user_id\":\"7\"}\n");
        assertThat(plain("check", file.toString()).out())
                .contains("bad_header")
                .contains("It looks like JSON: a mapping with form: json_lines");
    }

    @Test
    void mappedFilesAreReadByTheirMappingAndTheAnswerSaysByWhich() throws IOException {
        Path mapping = Files.writeString(
                folder.resolve("shop.yaml"),
                "files: shop-*.txt\ndelimiter: ;\nevent_id_from: [user_id, timestamp]\nevent_types: {sale: buy}\n");
        Path mapped = Files.writeString(
                folder.resolve("shop-1.txt"),
                "user_id;product_id;event_type;price;timestamp\n7;21;sale;1.00;2026-03-01 10:00:00\n7;21;sale;x;0\n");
        Path other = Files.writeString(folder.resolve("other.csv"), HEADER + event(1));
        Path left = Files.writeString(folder.resolve("other.txt"), HEADER + event(1));
        Ran ran = plain("check", "--mapping", mapping.toString(), mapped.toString(), other.toString(), left.toString());
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out().lines())
                .contains(
                        mapped + ": 2 read, 1 accepted, 0 filtered, 1 rejected (bad_decimal 1)",
                        "  Read by " + mapping,
                        other + ": 1 read, 1 accepted, 0 filtered, 0 rejected",
                        "  Read in the native format: no mapping lists files of this name",
                        "  WARNING: under this name the job would leave it alone: expected a name that ends in .csv, .csv.gz,"
                                + " .csv.bz2, .csv.xz, .csv.zst, .zip, or one that a mapping lists (--mapping)");
        assertThat(ran.out().lines().filter(line -> line.contains("leave it alone")))
                .hasSize(1);
    }

    @Test
    void aWrongMappingIsWrongUsageAndItsLineIsSaid() throws IOException {
        Path mapping = Files.writeString(folder.resolve("shop.yaml"), "files: a.csv\ncolums: {}\n");
        Ran ran = plain("check", "--mapping", mapping.toString(), "a.csv");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).startsWith(mapping + ":2: unknown key 'colums' in a mapping: expected one of files, ");
    }

    @Test
    void theFirstRowsAreShownAsTheyWillBeStored() throws IOException {
        Path mapping = Files.writeString(folder.resolve("shop.yaml"), """
                files: verkauf*.csv
                delimiter: ;
                decimal_point: ','
                thousands: ['.']
                time_format: dd/MM/yyyy HH:mm
                time_zone: Europe/Berlin
                columns: {user_id: kunde, product_id: artikel, quantity: menge, price: preis, timestamp: datum}
                constants: {event_type: buy}
                event_id_from: [kunde, artikel, datum]
                """);
        Path file = Files.writeString(folder.resolve("verkauf.csv"), """
                kunde;artikel;menge;preis;datum;filiale
                17;A-501;2;1.299,00;03/04/2026 10:15;Nord
                17;A-502;x;19,90;03/04/2026 10:15;Nord
                18;A-503;;19,90;03/04/2026 10:15;
                18;A-504;1;19,90;03/04/2026 10:15;
                """);
        Ran ran = plain("check", "--rows", "2", "--mapping", mapping.toString(), file.toString());
        assertThat(ran.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .contains(
                        " | Line 2 becomes:",
                        "COLUMN | TYPE | VALUE | IN THE FILE",
                        "user_id | text | 17 | 17",
                        "event_type | text | buy | (a constant or default)",
                        "price | numeric(14, 4) | 1299.0000 | 1.299,00",
                        "total_price | numeric(26, 7) | 2598.0000000 | (computed)",
                        "event_timestamp | timestamptz | 2026-04-03T08:15:00Z | 03/04/2026 10:15",
                        "extra | jsonb | {\"filiale\":\"Nord\"} | (all other columns)",
                        " | Line 4 becomes:",
                        "quantity | numeric(12, 3) | 1.000 | (a constant or default)")
                .anyMatch(line -> line.matches("event_id \\| uuid \\| [0-9a-f-]{36} \\| \\(made of other columns\\)"))
                .noneMatch(line -> line.contains("Line 3 becomes") || line.contains("Line 5 becomes"));
        JsonObject row = plain("check", "--json", "--rows", "1", "--mapping", mapping.toString(), file.toString())
                .json()
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("first_rows")
                .get(0)
                .getAsJsonObject();
        assertThat(row.get("line").getAsLong()).isEqualTo(2);
        assertThat(row.getAsJsonArray("values"))
                .anyMatch(
                        value -> value.getAsJsonObject()
                                .toString()
                                .equals(
                                        "{\"column\":\"price\",\"type\":\"numeric(14, 4)\",\"value\":\"1299.0000\",\"text\":\"1.299,00\"}"));
    }

    @Test
    void aSampleIsTheFirstRecordsAndTheAnswerSaysSo() throws IOException {
        Path file = Files.writeString(folder.resolve("long.csv"), HEADER + event(1) + event(2) + "a,b\n");
        Ran sample = plain("check", "--sample", "2", file.toString());
        assertThat(sample.out())
                .isEqualTo("%s: only the first 2 read, 2 accepted, 0 filtered, 0 rejected%n".formatted(file));
        assertThat(sample.exitCode()).isZero();
        assertThat(plain("check", "--sample", "2", "--json", file.toString()).out())
                .contains("\"whole\": false");
        Ran whole = plain("check", "--sample", "3", file.toString());
        assertThat(whole.out()).contains(file + ": 3 read, 2 accepted");
        assertThat(plain("check", "--sample", "3", "--json", file.toString()).out())
                .contains("\"whole\": true");
    }

    @Test
    void asManyRowsAsNoneOrLessAreWrongUsage() {
        Ran rows = plain("check", "--rows", "-1", "a.csv");
        assertThat(rows.exitCode()).isEqualTo(2);
        assertThat(rows.err()).startsWith("--rows is -1: expected 0 or more");
        Ran sample = plain("check", "--sample", "0", "a.csv");
        assertThat(sample.exitCode()).isEqualTo(2);
        assertThat(sample.err()).startsWith("--sample is 0: expected 1 or more");
    }

    @Test
    void longListsAreCutAndSaySo() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.csv"), HEADER + "a,b\n".repeat(100));
        Ran ran = plain("check", "--limit", "3", file.toString());
        assertThat(ran.out()).contains("100 rejected (field_count 100)", ".. and 97 more");
        assertThat(ran.out().lines()).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "comma_in_quotes",
                "empty",
                "empty_crlf",
                "escaped_quotes",
                "json",
                "location_coordinates",
                "newlines",
                "newlines_crlf",
                "quotes_and_newlines",
                "simple",
                "simple_crlf",
                "utf8"
            })
    void eachFileOfCsvSpectrumGetsAClearAnswer(String name) {
        Path file = Path.of("src", "test", "resources", "csv-spectrum", "csvs", name + ".csv");
        assertThat(file).exists();
        Ran ran = plain("check", file.toString());
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .contains("would go to quarantine: missing_column: The header does not name event_id, user_id,"
                        + " product_id, event_type, price, timestamp; it names ");
        assertThat(ran.out().lines()).hasSize(1);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(UTF_8));
        }
        return packed.toByteArray();
    }
}
