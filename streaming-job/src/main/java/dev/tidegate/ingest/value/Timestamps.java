package dev.tidegate.ingest.value;

import static dev.tidegate.ingest.value.Reason.BAD_TIMESTAMP;
import static dev.tidegate.ingest.value.Reason.TIMESTAMP_IN_GAP;
import static dev.tidegate.ingest.value.Reason.YEAR_OUT_OF_RANGE;
import static dev.tidegate.ingest.value.Value.areDigits;
import static dev.tidegate.ingest.value.Value.digits;
import static dev.tidegate.ingest.value.Value.isDigit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * The forms of a time: date, {@code T} or a space, time, perhaps a fraction, and then {@code Z}, an offset,
 * {@code UTC} behind a space, or nothing, which means the input zone. By hand, since a {@code DateTimeFormatter} costs
 * more than all other rules together.
 */
public final class Timestamps implements TimeForm {
    private static final int TIME_LENGTH = "yyyy-MM-ddTHH:mm:ss".length();
    private static final int MAX_FRACTION = 9;
    private static final int SECONDS_A_DAY = 86_400;
    private static final int MAX_OFFSET = 18 * 3600;
    private static final long END = LocalDate.of(2101, 1, 1).toEpochDay() * SECONDS_A_DAY;

    private final ZoneRules inputZone;

    Timestamps(ZoneId inputZone) {
        this.inputZone = inputZone.getRules();
    }

    @Override
    public long micros(Value value) throws BrokenRule {
        String text = value.stripped();
        require(isDateAndTime(text), value);
        return micros(text, value);
    }

    /** Of a text that begins with date and time. */
    long micros(String text, Value value) throws BrokenRule {
        int zone = endOfFraction(text);
        long local = localSeconds(text);
        long seconds = local - (zone == text.length() ? offset(inputZone, local, value) : offset(text, zone, value));
        return micros(seconds, fraction(text, TIME_LENGTH, zone), value);
    }

    /**
     * Microseconds since 1970.
     *
     * @throws BrokenRule if the year is none that is taken
     */
    public static long micros(long seconds, long micros, Value value) throws BrokenRule {
        if (seconds < 0 || seconds >= END) {
            throw new BrokenRule(YEAR_OUT_OF_RANGE, value.column(), value.text());
        }
        return seconds * 1_000_000 + micros;
    }

    static void require(boolean fits, Value value) throws BrokenRule {
        if (!fits) {
            throw new BrokenRule(BAD_TIMESTAMP, value.column(), value.text());
        }
    }

    static boolean isDateAndTime(String text) {
        boolean form = text.length() >= TIME_LENGTH
                && areDigits(text, 0, 4)
                && text.charAt(4) == '-'
                && areDigits(text, 5, 7)
                && text.charAt(7) == '-'
                && areDigits(text, 8, 10)
                && (text.charAt(10) == 'T' || text.charAt(10) == ' ')
                && areDigits(text, 11, 13)
                && text.charAt(13) == ':'
                && areDigits(text, 14, 16)
                && text.charAt(16) == ':'
                && areDigits(text, 17, 19);
        return form
                && isDate(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                && number(text, 11, 13) < 24
                && number(text, 14, 16) < 60
                && number(text, 17, 19) < 60;
    }

    private static boolean isDate(int year, int month, int day) {
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= YearMonth.of(year, month).lengthOfMonth();
    }

    /** Seconds from 1970-01-01 00:00:00 by the clocks of the place. */
    private static long localSeconds(String text) {
        LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
        int second = number(text, 11, 13) * 3600 + number(text, 14, 16) * 60 + number(text, 17, 19);
        return date.toEpochDay() * SECONDS_A_DAY + second;
    }

    /** Behind a point and 1 to 9 digits, or where they would begin: what stands there then must be a zone. */
    static int endOfFraction(String text) {
        int from = TIME_LENGTH + 1;
        int i = from;
        while (i < text.length() && i < from + MAX_FRACTION && isDigit(text.charAt(i))) {
            i++;
        }
        return i > from && text.charAt(TIME_LENGTH) == '.' ? i : TIME_LENGTH;
    }

    /** Microseconds that the digits behind the point at {@code point} are; 0 where nothing stands there. */
    static long fraction(String text, int point, int end) {
        int from = Math.min(point + 1, end);
        int to = Math.min(from + 6, end);
        long micros = digits(text, from, to);
        for (int i = to - from; i < 6; i++) {
            micros *= 10;
        }
        return micros;
    }

    /** Seconds that the clocks of {@code Z}, {@code UTC} or an offset are ahead of UTC. */
    private static int offset(String text, int from, Value value) throws BrokenRule {
        String zone = text.substring(from);
        if (zone.equals("Z") || zone.equals(" UTC")) {
            return 0;
        }
        int length = zone.length();
        boolean colon = length == 6 && zone.charAt(3) == ':';
        boolean form = (zone.charAt(0) == '+' || zone.charAt(0) == '-')
                && (length == 3 || length == 5 || colon)
                && areDigits(zone, 1, 3)
                && (length == 3 || areDigits(zone, length - 2, length));
        require(form, value);
        int minutes = length == 3 ? 0 : number(zone, length - 2, length);
        int seconds = number(zone, 1, 3) * 3600 + minutes * 60;
        require(minutes < 60 && seconds <= MAX_OFFSET, value);
        return zone.charAt(0) == '-' ? -seconds : seconds;
    }

    /** Of two offsets, when clocks are put back, the first: it makes the earlier time. */
    static int offset(ZoneRules zone, long local, Value value) throws BrokenRule {
        if (zone.isFixedOffset()) {
            return zone.getOffset(Instant.EPOCH).getTotalSeconds();
        }
        List<ZoneOffset> offsets = zone.getValidOffsets(LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC));
        if (offsets.isEmpty()) {
            throw new BrokenRule(TIMESTAMP_IN_GAP, value.column(), value.text());
        }
        return offsets.get(0).getTotalSeconds();
    }

    private static int number(String text, int from, int to) {
        return (int) digits(text, from, to);
    }
}
