package dev.tidegate.ingest.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.csv.SplitPoint;
import dev.tidegate.ingest.source.LandedFile.Framing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The offset is the list of the files: what Spark writes down is read back as it was. */
class LandingOffsetTest {

    @Test
    void jsonIsTheFormThatTheDesignNames() {
        LandingOffset offset =
                LandingOffset.NOTHING_YET.next(List.of(new LandedFile("a.csv", 1207, 1763856000000L, null)));
        assertThat(offset.json()).isEqualTo("{\"seq\":1,\"files\":[[\"a.csv\",1207,1763856000000]]}");
    }

    @Test
    void filesOfAnyNameAndSplitPointsAreReadBack() {
        List<LandedFile> files = List.of(
                new LandedFile("q\"uo'te\\ \n\r\t\u2028 ü😀 [{}].csv", 0, -1, null),
                new LandedFile("", Long.MAX_VALUE, Long.MIN_VALUE, null),
                new LandedFile("object.csv", 9, 1000, "0f\"-2", null),
                new LandedFile(
                        "large object.csv",
                        9,
                        1000,
                        "e",
                        new Framing("0a".repeat(32), List.of(new SplitPoint(0, 1)), Dialect.RFC4180)),
                new LandedFile(
                        "big.csv",
                        5L << 30,
                        0,
                        new Framing(
                                "0a".repeat(32),
                                List.of(new SplitPoint(0, 1), new SplitPoint(33554433, 777)),
                                Dialect.RFC4180)));
        LandingOffset offset = LandingOffset.NOTHING_YET.next(files);
        assertThat(LandingOffset.parse(offset.json()).files()).isEqualTo(files);
    }

    @Test
    void splitPointsSayTheDialectUnlessItIsTheNativeOne() {
        Dialect german = new Dialect((byte) ';', (byte) '\'', ISO_8859_1);
        List<LandedFile> files = List.of(
                new LandedFile("a.txt", 9, 1, new Framing("0a".repeat(32), List.of(new SplitPoint(0, 1)), german)));
        String json = LandingOffset.NOTHING_YET.next(files).json();
        assertThat(json).contains("\"splits\":[[0,1]],\"dialect\":{\"form\":\"CSV\",\"delimiter\":\";\",\"quote\":39,");
        assertThat(LandingOffset.parse(json).files()).isEqualTo(files);
        String before = json.replaceAll("\"dialect\":.*", "\"dialect\":[59,39,\"ISO-8859-1\"]}]]}");
        assertThat(LandingOffset.parse(before).files()).isEqualTo(files);
        String withoutForm = json.replace("\"form\":\"CSV\",", "");
        assertThat(LandingOffset.parse(withoutForm).files()).isEqualTo(files);
        assertThat(LandingOffset.NOTHING_YET
                        .next(List.of(new LandedFile("a.csv", 9, 1, new Framing("0a", List.of(), Dialect.RFC4180))))
                        .json())
                .endsWith("{\"sha256\":\"0a\",\"splits\":[]}]]}");
    }

    @Test
    void jsonIsOneLineAsSparksLogNeeds() {
        String json = LandingOffset.NOTHING_YET
                .next(List.of(new LandedFile("a\nb\rc\u0085d\u2028e.csv", 1, 1, null)))
                .json();
        assertThat(json.lines()).hasSize(1);
        assertThat(json).doesNotContain("\u2028");
    }

    @Test
    void sameFilesOfferedAgainAreAnotherOffset() {
        List<LandedFile> files = List.of(new LandedFile("a.csv", 1, 1, null));
        LandingOffset first = LandingOffset.NOTHING_YET.next(files);
        assertThat(first.next(files)).isNotEqualTo(first);
        assertThat(LandingOffset.parse(first.json())).isEqualTo(first).hasSameHashCodeAs(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "[]",
                "{}",
                "null",
                "{\"logOffset\":7}",
                "{\"seq\":1}",
                "{\"seq\":1,\"files\":7}",
                "{\"seq\":1,\"files\":[[]]}",
                "{\"seq\":1,\"files\":[[\"a\",\"b\",\"c\"]]}",
                "{\"seq\":1,\"files\":[[\"a\",1"
            })
    void foreignOffsetIsRefusedWithItsText(String json) {
        assertThatThrownBy(() -> LandingOffset.parse(json))
                .isInstanceOf(ForeignOffsetException.class)
                .hasMessageContaining("the offset " + json);
    }
}
