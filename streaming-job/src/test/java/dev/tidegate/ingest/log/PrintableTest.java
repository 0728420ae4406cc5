package dev.tidegate.ingest.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void plainTextOfAnyLanguageStaysAsItIs() {
        assertThat(Printable.of("Größe Ürün 商品 🛒, \"a\\b\"")).isEqualTo("Größe Ürün 商品 🛒, \"a\\b\"");
    }

    @Test
    void whatATerminalWouldObeyIsWrittenOut() {
        assertThat(Printable.of("a\u001b[31m\u0007\u009b1m\u007f\r\n\t\u0000"))
                .isEqualTo("a\\x1b[31m\\x07\\x9b1m\\x7f\\r\\n\\t\\x00");
    }

    @Test
    void marksThatTurnTheDirectionOfWritingAreWrittenOut() {
        assertThat(Printable.of("gpj.\u202ecsv\u2028\ufeff")).isEqualTo("gpj.\\u{202e}csv\\u{2028}\\u{feff}");
    }

    @Test
    void bytesThatAreNoUtf8AreWrittenOut() {
        byte[] bytes = HexFormat.of().parseHex("41ff80c3a9e282f09f9b92ed a080 c0af".replace(" ", ""));
        assertThat(Printable.of(bytes)).isEqualTo("A\\xff\\x80é\\xe2\\x82🛒\\xed\\xa0\\x80\\xc0\\xaf");
    }

    @Test
    void everyByteComesOutAndNoControlCharacterDoes() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertThat(Printable.of(all)).doesNotContainPattern("\\p{Cntrl}").contains("\\x00", "\\x1b", "\\xff", "abc");
        assertThat(Printable.of("é".getBytes(UTF_8))).isEqualTo("é");
    }
}
