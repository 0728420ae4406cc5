package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Utf8Test {
    /** The first and last byte of each kind, so that all edges of the encoding are among their sequences. */
    private static final int[] EDGES = {
        0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef,
        0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff
    };

    @Test
    void sequencesOfAllEdgesAreJudgedAsTheJdkDoes() {
        byte[] bytes = new byte[4];
        for (int i = 0; i < Math.pow(EDGES.length, bytes.length); i++) {
            for (int k = 0, rest = i; k < bytes.length; k++, rest /= EDGES.length) {
                bytes[k] = (byte) EDGES[rest % EDGES.length];
            }
            assertThat(Utf8.firstInvalid(bytes, 0, 4) < 0)
                    .as(() -> HexFormat.of().formatHex(bytes))
                    .isEqualTo(isValid(bytes));
        }
    }

    @Test
    void theFirstByteOfTheBadSequenceIsNamed() {
        byte[] bytes = {'a', (byte) 0xc3, (byte) 0xa9, (byte) 0xe2, (byte) 0x82, 'b'};
        assertThat(Utf8.firstInvalid(bytes, 0, 6)).isEqualTo(3);
        assertThat(Utf8.firstInvalid(bytes, 0, 3)).isEqualTo(-1);
        assertThat(Utf8.firstInvalid(bytes, 0, 2)).isEqualTo(1);
    }

    private static boolean isValid(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
