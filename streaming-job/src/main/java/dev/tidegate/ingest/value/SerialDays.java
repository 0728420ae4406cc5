package dev.tidegate.ingest.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.regex.Pattern;

/** Times as Excel has them inside: days since the end of 1899, the time of day as a fraction, which is one of milliseconds. */
final class SerialDays implements TimeForm {

    private static final Pattern DAYS = Pattern.compile("[0-9]{1,6}(?:[.,][0-9]{1,20})?");
    private static final long FIRST = LocalDate.of(1899, 12, 30).toEpochDay();
    private static final BigDecimal MILLIS_A_DAY = BigDecimal.valueOf(86_400_000);

    private final ZoneRules zone;

    SerialDays(ZoneId zone) {
        this.zone = zone.getRules();
    }

    @Override
    public long micros(Value value) throws BrokenRule {
        String text = value.stripped();
        if (!DAYS.matcher(text).matches()) {
            throw new BrokenRule(
                    Reason.BAD_TIMESTAMP, value.column(), value.text(), "the days since 1899-12-30, such as 46024.75");
        }
        long millis = new BigDecimal(text.replace(',', '.'))
                .add(BigDecimal.valueOf(FIRST))
                .multiply(MILLIS_A_DAY)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
        long seconds = Math.floorDiv(millis, 1000);
        int offset = Timestamps.offset(zone, seconds, value);
        return Timestamps.micros(seconds - offset, Math.floorMod(millis, 1000) * 1000L, value);
    }
}
