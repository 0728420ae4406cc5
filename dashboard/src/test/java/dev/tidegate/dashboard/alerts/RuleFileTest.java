package dev.tidegate.dashboard.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.yaml.YamlException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong in a rule file is said with its line and with what was expected, all of it at once. */
class RuleFileTest {
    @TempDir
    Path folder;

    @Test
    void allFaultsAreToldAtOnceWithTheirLinesAndTheNearestWord() throws IOException {
        Path file = write("""
                rules:
                  low-revenue: {type: low_revenue, belw: 0.5, weeks: 13}
                  Silence: {type: no_event}
                  rejects:
                    type: many_rejects
                    above: 500%
                    within: soon
                  surge: {times: 10}
                evry: 1m
                webhook: {form: slak, at_most: 0}
                """);
        assertThatThrownBy(() -> RuleFile.read(file))
                .isInstanceOf(YamlException.class)
                .extracting(Throwable::getMessage)
                .asString()
                .isEqualTo("""
                        FILE:2: unknown key 'belw' in low-revenue: expected one of type, below, weeks, currency, min_orders, wait\
                        : did you mean 'below'?
                        FILE:2: weeks: found '13', expected a whole number from 1 to 12
                        FILE:3: rule 'Silence': expected as its name a small letter, and up to 39 small letters, digits, _ and -
                        FILE:3: type: unknown type 'no_event', expected one of low_revenue, no_events, many_rejects, product_surge\
                        : did you mean 'no_events'?
                        FILE:6: above: found '500%', expected a share above 0 and below 1, such as 0.05 or 5%
                        FILE:7: within: found 'soon', expected 1 min to 24 h, such as 10m or '10 minutes'
                        FILE:8: rule surge has no type: expected one of low_revenue, no_events, many_rejects, product_surge
                        FILE:9: unknown key 'evry' in the alert rules: expected one of rules, every, webhook: did you mean 'every'?
                        FILE:10: webhook has no address_file: expected the file whose first line is the address, such as\
                         ../secrets/alerts/webhook
                        FILE:10: form: found 'slak', expected one of json, slack: did you mean 'slack'?
                        FILE:10: at_most: found '0', expected a whole number from 1 to 1000""".replace("FILE", file.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ""|the file is empty: expected the alert rules
            every: 1m|the key rules is missing: expected rules, such as no-events
            rules: {}|rules has none: expected one at least
            rules: none|rules is a text: expected lines of the form 'key: value'
            rules: {a: no_events}|a is a text: expected lines of the form 'key: value'
            rules: {a: {type: low_revenue, currency: euro}}|found 'euro', expected a code of ISO 4217 such as EUR
            rules: {a: {type: no_events, for: 10}}|found '10', expected 1 min to 24 h
            rules: {a: {type: no_events, min_events: -1}}|found '-1', expected a number from 0
            rules: {a: {type: product_surge, times: 1}}|found '1', expected a number from 2
            rules: {a: {type: many_rejects, stream: Orders}}|found 'Orders', expected the name of a stream
            rules: {a: {type: no_events}, a: {type: no_events}}|'a' is there twice: expected it once
            rules: {a: {type: no_events}}, webhook: x|this is no YAML
            """)
    void oneFaultIsToldWithWhatWasExpected(String text, String told) throws IOException {
        Path file = write(text);
        assertThatThrownBy(() -> RuleFile.read(file))
                .isInstanceOf(YamlException.class)
                .hasMessageStartingWith(file + ":1: ")
                .hasMessageContaining(told);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> RuleFile.read(folder.resolve("none.yaml")))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("none.yaml: there is no such file: expected the alert rules in YAML");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://example.com/s3cret",
        "https:///s3cret",
        "example.com/s3cret",
        "https://me:s3cret@example.com/",
        "s3cret",
        "https://exa mple.com/s3cret"
    })
    void anAddressThatCannotBeSentToIsRefusedAndNotRepeated(String address) throws IOException {
        Files.writeString(folder.resolve("webhook"), address + "\n");
        Path file = write("rules: {a: {type: no_events}}\nwebhook: {address_file: webhook}\n");
        assertThatThrownBy(() -> RuleFile.read(file))
                .hasMessageContaining("the first line of webhook is no address")
                .hasMessageContaining("rules.yaml:2: address_file " + folder.resolve("webhook") + ": ")
                .hasMessageContaining("is no address that can be sent to: expected https://host/")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void anAddressFileThatIsNotThereIsAFaultLikeOthers() throws IOException {
        Path file = write("rules: {a: {type: no_evens}}\nwebhook: {address_file: nowhere}\n");
        assertThatThrownBy(() -> RuleFile.read(file))
                .hasMessageContaining("rules.yaml:1: ")
                .hasMessageContaining("rules.yaml:2: address_file " + folder.resolve("nowhere") + ": ")
                .hasMessageContaining("nowhere cannot be read");
    }

    @Test
    void theShippedFileSaysWhatHoldsWithoutIt() throws IOException {
        Rules shipped = RuleFile.read(Path.of("../alerts/shop.yaml"));
        Rules usual = RuleFile.read(write("""
                rules:
                  low-revenue: {type: low_revenue}
                  no-events: {type: no_events}
                  many-rejects: {type: many_rejects}
                  product-surge: {type: product_surge}
                """));
        assertThat(shipped.rules())
                .usingRecursiveComparison()
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(usual.rules());
        assertThat(shipped.webhook()).isNull();
        assertThat(shipped.every()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void whatIsSetHolds() throws IOException {
        Files.writeString(folder.resolve("webhook"), "https://example.com/hook\nnotes\n");
        Rules rules = RuleFile.read(write("""
                rules:
                  euros: {type: low_revenue, below: 30%, weeks: 2, currency: EUR, min_orders: 2.5, wait: 0 s}
                  none: {type: low_revenue, currency: ''}
                  orders: {type: many_rejects, above: 0.01, within: 15m, min_records: 7, stream: orders}
                every: 10s
                webhook: {address_file: webhook, form: slack, at_most: 3}
                """));
        assertThat(rules.rules().get(0))
                .isEqualTo(new LowRevenue(
                        "euros", new BigDecimal("0.30"), 2, "EUR", new BigDecimal("2.5"), Duration.ZERO));
        assertThat(((LowRevenue) rules.rules().get(1)).currency()).isEmpty();
        assertThat(rules.rules().get(2))
                .isEqualTo(new ManyRejects("orders", new BigDecimal("0.01"), Duration.ofMinutes(15), 7, "orders"));
        assertThat(rules.webhook().form()).isEqualTo(Form.SLACK);
        assertThat(rules.webhook().mostAnHour()).isEqualTo(3);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("rules.yaml"), text);
    }
}
