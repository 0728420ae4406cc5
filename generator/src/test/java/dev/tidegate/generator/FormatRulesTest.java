package dev.tidegate.generator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that other tests rely on are tested, too. */
class FormatRulesTest {

    private static final String ID = "00000000-0000-0000-0000-000000000001";

    @Test
    void anEventIsAnEvent() {
        assertThat(FormatRules.isEvent(ID + ",1,2,\"A \"\"b\"\", c\",d,view,1,9.90,2026-03-01T00:00:00.000Z"))
                .isTrue();
        assertThat(FormatRules.fields("a,\"b \"\"c\"\", d\",,e"))
                .hasValueSatisfying(fields -> assertThat(fields).containsExactly("a", "b \"c\", d", "", "e"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x,1,2,a,b,view,1,9.90,2026-03-01T00:00:00.000Z",
                ID + ",1,,a,b,view,1,9.90,2026-03-01T00:00:00.000Z",
                ID + ",1,2,a,b,view,0,9.90,2026-03-01T00:00:00.000Z",
                ID + ",1,2,a,b,view,1,9.90000,2026-03-01T00:00:00.000Z",
                ID + ",1,2,a,b,view,1,\"9,90\",2026-03-01T00:00:00.000Z",
                ID + ",1,2,a,b,view,1,9.90,2026-02-30T00:00:00.000Z",
                ID + ",1,2,a,b,,1,9.90,2026-03-01T00:00:00.000Z",
                ID + ",1,2,\"a,b,view,1,9.90,2026-03-01T00:00:00.000Z",
                ID + ",1,2,\"a\" b,c,view,1,9.90,2026-03-01T00:00:00.000Z",
                ID + ",1,2,a,b,view,1,9.90,2026-03-01T00:00:00.000Z,1",
                ID + ",1,2,a,b,view,1,9.90",
            })
    void aBrokenLineIsNone(String line) {
        assertThat(FormatRules.isEvent(line)).isFalse();
        assertThat(FormatRules.isOfUnknownType(line)).isFalse();
    }
}
