package dev.tidegate.generator.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.generator.FormatRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakageTest {

    private static final String[] GOOD = {
        "00000000-0000-3000-8000-000000000001",
        "1",
        "3",
        "\"The Tide Tables\", a Novel",
        "Books",
        "buy",
        "2",
        "21.00",
        "2026-03-01T00:00:00.000Z"
    };

    @ParameterizedTest
    @EnumSource(Breakage.class)
    void breaksAGoodLine(Breakage breakage) {
        CsvFormat csv = new CsvFormat();

        assertThat(csv.line(GOOD)).matches(FormatRules::isEvent);
        assertThat(breakage.broken(GOOD, csv))
                .isNotBlank()
                .doesNotContain("\n")
                .matches(line -> !FormatRules.isEvent(line))
                .matches(line -> !FormatRules.isOfUnknownType(line));
    }
}
