package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"UTF-8", "US-ASCII", "ISO-8859-1", "ISO-8859-9", "ISO-8859-15", "windows-1250", "windows-1252"})
    void charsetsOfSingleBytesAndUtf8CanBeRead(String name) {
        Charset charset = Charset.forName(name);
        assertThat(new Dialect((byte) ',', (byte) '"', charset).charset()).isEqualTo(charset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32", "Shift_JIS", "GBK", "ISO-2022-JP", "IBM037"})
    void otherCharsetsAreRefused(String name) {
        assertThatThrownBy(() -> new Dialect((byte) ',', (byte) '"', Charset.forName(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void delimiterAndQuoteAreTwoAsciiCharacters() {
        assertThatThrownBy(() -> new Dialect((byte) '"', (byte) '"', UTF_8)).hasMessageContaining("0x22");
        assertThatThrownBy(() -> new Dialect((byte) 0xa7, (byte) '"', UTF_8)).hasMessageContaining("0xA7");
        assertThatThrownBy(() -> new Dialect((byte) ',', (byte) '\n', UTF_8)).hasMessageContaining("0x0A");
        assertThatThrownBy(() -> new Dialect((byte) 0, (byte) '"', UTF_8)).hasMessageContaining("0x00");
    }

    @Test
    void goesOverTheWire() throws Exception {
        Dialect dialect = new Dialect((byte) ';', (byte) '\'', Charset.forName("windows-1252"));
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(wire)) {
            out.writeObject(dialect);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(wire.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(dialect);
        }
    }
}
