package dev.tidegate.crashtest.workload;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;

/** Values as producers write them: the same one in several ways. */
final class Written {

    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSXXX", Locale.ROOT);
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private Written() {}

    static String text(String value) {
        return value == null ? "" : value;
    }

    /** With all decimals, or without zeros at the end. */
    static String decimal(BigDecimal number, Random random) {
        if (random.nextBoolean()) {
            return number.toPlainString();
        }
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    static String time(Instant time, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> ISO.format(time.atOffset(ZoneOffset.UTC));
            case 1 -> ISO.format(time.atOffset(ZoneOffset.ofHoursMinutes(5, 30)));
            default -> LOCAL.format(time.atOffset(ZoneOffset.UTC));
        };
    }
}
