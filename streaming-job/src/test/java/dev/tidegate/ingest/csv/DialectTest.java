package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialectTest {

    @Test
    void marksDifferFromEachOtherAndFromLineEnds() {
        assertThatThrownBy(() -> new Dialect((byte) '"', (byte) '"', UTF_8)).hasMessageContaining("0x22");
        assertThatThrownBy(() -> new Dialect((byte) ',', (byte) 0xa7, UTF_8)).hasMessageContaining("0xA7");
        assertThatThrownBy(() -> new Dialect((byte) ',', (byte) '\n', UTF_8)).hasMessageContaining("0x0A");
        assertThatThrownBy(() -> new Dialect((byte) 0, (byte) '"', UTF_8)).hasMessageContaining("0x00");
        assertThatThrownBy(() -> dialect("||", '|', 0, "")).hasMessageContaining("0x7C");
        assertThatThrownBy(() -> dialect("", '"', 0, "")).hasMessageContaining("0 characters");
        assertThatThrownBy(() -> dialect("a\nb", '"', 0, "")).hasMessageContaining("0x0A");
        assertThatThrownBy(() -> dialect(",", '"', '"', "")).hasMessageContaining("doubled quote needs no escape");
        assertThatThrownBy(() -> dialect(",", '"', 0, "#\n")).hasMessageContaining("line end");
    }

    private static Dialect dialect(String delimiter, int quote, int escape, String comment) {
        return new Dialect(delimiter, (byte) quote, (byte) escape, comment, HeaderForm.FIRST_LINE, UTF_8);
    }

    @Test
    void goesOverTheWire() throws Exception {
        HeaderForm header = new HeaderForm(3, HeaderForm.Place.NONE, List.of("a", "b"));
        Dialect dialect = new Dialect("||", (byte) '\'', (byte) '\\', "#", header, Charset.forName("Shift_JIS"));
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(wire)) {
            out.writeObject(dialect);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(wire.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(dialect);
        }
    }
}
