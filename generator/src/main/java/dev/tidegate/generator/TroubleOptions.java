package dev.tidegate.generator;

import dev.tidegate.generator.lines.Kind;
import dev.tidegate.generator.lines.Troubles;
import java.math.BigDecimal;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What goes wrong, and how often. */
final class TroubleOptions {

    @Option(
            names = "--redelivered",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of the lines, 0.0 to 1.0, that deliver an earlier event again, unchanged.")
    private BigDecimal redelivered;

    @Option(
            names = "--corrected",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of the lines that correct an earlier event: the same event_id, another price, a newer"
                    + " timestamp.")
    private BigDecimal corrected;

    @Option(
            names = "--out-of-order",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Share of the lines whose timestamp lies 1 s to 1 h back: one half are new events that come late,"
                            + " the other older versions, at another price, of events that came before.")
    private BigDecimal outOfOrder;

    @Option(
            names = "--malformed",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Share of the lines that are broken, each costing its event: fields missing or too many, a quote"
                            + " not closed or with text behind it, a value that breaks its rule, the header again.")
    private BigDecimal malformed;

    @Option(
            names = "--unknown-type",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Share of the lines whose event_type is a word, but not view, click or buy: for example wishlist.")
    private BigDecimal unknownType;

    void check(CommandSpec command) {
        BigDecimal sum =
                redelivered.add(corrected).add(outOfOrder).add(malformed).add(unknownType);
        if (sum.compareTo(BigDecimal.ONE) > 0) {
            throw new ParameterException(
                    command.commandLine(),
                    "--redelivered, --corrected, --out-of-order, --malformed and --unknown-type add up to " + sum
                            + ", expected at most 1.0");
        }
    }

    Troubles troubles() {
        return new Troubles(Map.of(
                Kind.REDELIVERED, redelivered.doubleValue(),
                Kind.CORRECTED, corrected.doubleValue(),
                Kind.OUT_OF_ORDER, outOfOrder.doubleValue(),
                Kind.MALFORMED, malformed.doubleValue(),
                Kind.UNKNOWN_TYPE, unknownType.doubleValue()));
    }
}
