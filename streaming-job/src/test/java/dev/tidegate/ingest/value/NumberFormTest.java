package dev.tidegate.ingest.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Amounts as people write them are exact, or rejected: nothing is guessed. */
class NumberFormTest {

    private static final Type.Decimal AMOUNT = new Type.Decimal(12, 2, Long.MIN_VALUE, Long.MAX_VALUE, false);
    private static final NumberForm GERMAN = new NumberForm(',', ". '", List.of("€", "EUR"));
    private static final NumberForm ENGLISH = new NumberForm('.', ",", List.of("US$", "$", "GBP"));

    private static String read(Type type, NumberForm form, boolean whole, String text) throws BrokenRule {
        Stream stream = OneColumn.stream(type);
        Row row = new Row(stream);
        Reading.of(stream.columns().get(0), 0, form, whole, List.of(), ZoneOffset.UTC)
                .read(new Value("v", text), row);
        return ShownValue.of(type, row, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.299,00|1299.00",
                "1 299,00|1299.00",
                "1\u00a0299,00|1299.00",
                "1\u202f299,00|1299.00",
                "1'299,00|1299.00",
                "19,90 €|19.90",
                "€ 19,90|19.90",
                "19,90\u00a0EUR|19.90",
                "EUR19,90|19.90",
                "-19,90 €|-19.90",
                "19,90- €|-19.90",
                "19,90 €-|-19.90",
                "€ -19,90|-19.90",
                "(1.299,00 €)|-1299.00",
                "(19,90)|-19.90",
                "\u221219,90|-19.90",
                "+19,90|19.90",
                "12.345.678,9|12345678.90",
                "0,5|0.50",
                "1299|1299.00"
            })
    void amountsOfAGermanShopAreRead(String text, String amount) throws BrokenRule {
        assertThat(read(AMOUNT, GERMAN, false, text)).isEqualTo(amount);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$1,341.50|1341.50",
                "US$ 1,341.50|1341.50",
                "-$5|-5.00",
                "$-5|-5.00",
                "12,34,567.00|1234567.00",
                "GBP 5.-|bad_decimal",
                "1,34|bad_decimal",
                "1,3456|bad_decimal",
                ",134|bad_decimal",
                "1234,567|bad_decimal",
                "1,,234|bad_decimal",
                "1.234,56|bad_decimal",
                "€5|bad_decimal",
                "$|bad_decimal",
                "--5|bad_decimal",
                "(-5)|bad_decimal",
                "5 5|bad_decimal",
                "1,234.567|too_many_decimals",
                "1e3|bad_decimal"
            })
    void amountsOfAnAmericanShopAreReadOrRefusedAsTheyStand(String text, String expected) throws BrokenRule {
        if (expected.startsWith("bad") || expected.startsWith("too")) {
            assertThatThrownBy(() -> read(AMOUNT, ENGLISH, false, text))
                    .isInstanceOfSatisfying(
                            BrokenRule.class,
                            broken -> assertThat(broken.reason().code()).isEqualTo(expected))
                    .hasMessageContaining("'" + text + "'");
        } else {
            assertThat(read(AMOUNT, ENGLISH, false, text)).isEqualTo(expected);
        }
    }

    @Test
    void twoKindsOfSeparatorsAreNoNumber() {
        assertThatThrownBy(() -> read(AMOUNT, GERMAN, false, "1.234'567,00")).isInstanceOf(BrokenRule.class);
    }

    @Test
    void wholeNumbersMayHaveMarksAndZerosOfASpreadsheet() throws BrokenRule {
        Type.Whole whole = new Type.Whole(Long.MIN_VALUE, Long.MAX_VALUE, 8, false);
        Type.Text text = new Type.Text(500, null, java.util.Set.of(), true, null);
        assertThat(read(whole, ENGLISH, true, "1,234.00")).isEqualTo("1234");
        assertThat(read(whole, NumberForm.plain('.'), true, "17.0")).isEqualTo("17");
        assertThat(read(text, NumberForm.plain('.'), true, "17850.0")).isEqualTo("17850");
        assertThat(read(text, NumberForm.plain(','), true, "17850,0")).isEqualTo("17850");
        assertThat(read(text, NumberForm.plain('.'), true, "0017")).isEqualTo("0017");
        for (String wrong : List.of("17.5", "4.69E+17", "ann@example.com", "1.7.0")) {
            assertThatThrownBy(() -> read(text, NumberForm.plain('.'), true, wrong))
                    .isInstanceOfSatisfying(BrokenRule.class, broken -> assertThat(broken.reason())
                            .isEqualTo(Reason.BAD_INTEGER));
        }
    }
}
