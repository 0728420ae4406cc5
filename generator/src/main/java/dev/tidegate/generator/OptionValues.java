package dev.tidegate.generator;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** How the value of an option is read from its text, and refused. */
final class OptionValues {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final Pattern SHARE = Pattern.compile("0?\\.[0-9]{1,9}|0|1(\\.0{1,9})?");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");

    private OptionValues() {}

    static void registerWith(CommandLine commandLine) {
        commandLine
                .registerConverter(long.class, OptionValues::wholeNumber)
                .registerConverter(Long.class, OptionValues::wholeNumber)
                .registerConverter(BigDecimal.class, OptionValues::share)
                .registerConverter(Duration.class, OptionValues::duration)
                .registerConverter(Instant.class, OptionValues::instant);
    }

    static void checkRange(CommandSpec command, String option, long value, long least, long greatest) {
        if (value < least || value > greatest) {
            throw refusal(command, option, value, least + " to " + greatest);
        }
    }

    static ParameterException refusal(CommandSpec command, String option, Object value, String expected) {
        return new ParameterException(
                command.commandLine(),
                "Invalid value for option '" + option + "': '" + value + "', expected " + expected,
                command.findOption(option),
                String.valueOf(value));
    }

    private static long wholeNumber(String text) {
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            throw new TypeConversionException("'" + text + "', expected a whole number of at most 18 digits");
        }
        return Long.parseLong(text);
    }

    private static BigDecimal share(String text) {
        if (!SHARE.matcher(text).matches()) {
            throw new TypeConversionException("'" + text + "', expected a share from 0.0 to 1.0");
        }
        return new BigDecimal(text);
    }

    private static Duration duration(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "', expected a duration such as 10s, 500ms, 1m, 2h or 0");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException noTime) {
            throw new TypeConversionException("'" + text + "', expected a time such as 2026-03-01T00:00:00Z");
        }
    }
}
