package dev.tidegate.ingest.operate.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TextTableTest {

    private static String text(TextTable table) {
        StringWriter out = new StringWriter();
        table.print(new PrintWriter(out, true));
        return out.toString();
    }

    @Test
    void numbersStandToTheRightWithTheirThousands() {
        TextTable table = new TextTable("#ID", "NAME").row(1234567L, "a").row(5L, null);
        assertThat(text(table).lines()).containsExactly("       ID  NAME", "1,234,567  a", "        5");
    }

    @Test
    void noLineIsWiderThanAHundredColumns() {
        TextTable table = new TextTable("#ID", "NAME").row(1L, "x".repeat(500)).row(2L, "🛒".repeat(500));
        assertThat(text(table).lines()).allMatch(line -> line.codePointCount(0, line.length()) <= 100);
        assertThat(text(table)).contains("x…", "🛒…");
    }

    @Test
    void aRowIsOneLineWhateverItHolds() {
        TextTable table = new TextTable("NAME").row("a\nb\u001b[2J");
        assertThat(text(table).lines()).containsExactly("NAME", "a\\nb\\x1b[2J");
    }

    @Test
    void nothingIsPrintedWhereThereIsNoRow() {
        assertThat(text(new TextTable("NAME"))).isEmpty();
    }
}
