package dev.tidegate.ingest.operate.sample;

import dev.tidegate.ingest.rules.ValueFormat;
import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Values of columns, made up and written as the files of a stream have them. */
final class SampleTexts {

    /** Other numbers than small ones look made up. */
    private static final long MOST = 1_000;

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    private final ValueFormat format;
    private final ZoneId zone;
    private final RandomGenerator random;

    /** @param zone of times that do not say theirs, where neither the files nor the column do */
    SampleTexts(ValueFormat format, ZoneId zone, RandomGenerator random) {
        this.format = format;
        this.zone = zone;
        this.random = random;
    }

    /** Any value that the column takes; times are from the hour before now. */
    String any(Column column, Instant now) {
        if (column.isFilter()) {
            return written(column.type(), oneOf(column.accepted()));
        }
        return switch (kind(column.type())) {
            case TIME ->
                time(
                        column.type(),
                        now.minusMillis(
                                random.nextLong(ChronoUnit.HOURS.getDuration().toMillis())));
            case NUMBER -> number(column.type(), random.nextLong());
            case TEXT -> text(column);
        };
    }

    /** A value that is later in the order of versions the higher the number and the later the time. */
    String version(Column column, Instant now, long number) {
        return kind(column.type()) == Kind.TIME ? time(column.type(), now) : number(column.type(), number);
    }

    private enum Kind {
        TIME,
        NUMBER,
        TEXT
    }

    private static Kind kind(Type type) {
        if (type instanceof Type.Timestamp || type instanceof Type.Date || type instanceof Type.Time) {
            return Kind.TIME;
        }
        return type instanceof Type.Whole || type instanceof Type.Decimal ? Kind.NUMBER : Kind.TEXT;
    }

    private String written(Type type, String asTheTableHasIt) {
        return type instanceof Type.Decimal ? asTheTableHasIt.replace('.', format.decimalPoint()) : asTheTableHasIt;
    }

    private String number(Type type, long number) {
        if (type instanceof Type.Whole whole) {
            return Long.toString(within(whole.least(), whole.most(), number));
        }
        Type.Decimal decimal = (Type.Decimal) type;
        long room = BigDecimal.TEN.pow(decimal.precision()).longValueExact() - 1;
        long lowest = Math.max(decimal.min(), -room);
        long highest = Math.min(decimal.max(), room);
        long units = within(lowest, highest, number);
        return written(type, BigDecimal.valueOf(units, decimal.scale()).toPlainString());
    }

    /** Not below 0 where there is a choice, and small; in the order of the numbers, as far as they are small, too. */
    private static long within(long lowest, long highest, long number) {
        long from = highest >= 0 ? Math.max(lowest, 0) : lowest;
        return from + Math.floorMod(number, Math.min(highest - from, 100 * MOST) + 1);
    }

    private String time(Type type, Instant time) {
        if (type instanceof Type.Timestamp timestamp) {
            return timestamp(timestamp, time.truncatedTo(ChronoUnit.MICROS));
        }
        ZonedDateTime utc = time.atZone(ZoneId.of("UTC"));
        if (type instanceof Type.Date date) {
            return date.formats().isEmpty() ? utc.toLocalDate().toString() : pattern(date.formats(), utc);
        }
        Type.Time dayTime = (Type.Time) type;
        return dayTime.formats().isEmpty()
                ? utc.toLocalTime().truncatedTo(ChronoUnit.MILLIS).toString()
                : pattern(dayTime.formats(), utc);
    }

    private String timestamp(Type.Timestamp type, Instant time) {
        List<String> formats = type.formats().isEmpty() ? format.timeFormats() : type.formats();
        ZoneId ofFile = format.zone() == null ? zone : format.zone();
        return switch (formats.isEmpty() ? "iso" : formats.get(0)) {
            case "iso" -> time.toString();
            case "epoch_seconds" -> Long.toString(time.getEpochSecond());
            case "epoch_millis" -> Long.toString(time.toEpochMilli());
            case "epoch_micros" -> Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, time));
            default -> pattern(formats, time.atZone(type.zone() == null ? ofFile : ZoneId.of(type.zone())));
        };
    }

    private static String pattern(List<String> patterns, ZonedDateTime time) {
        return DateTimeFormatter.ofPattern(patterns.get(0), Locale.ENGLISH).format(time);
    }

    private String text(Column column) {
        Type type = column.type();
        if (type instanceof Type.Uuid) {
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }
        if (type instanceof Type.Real) {
            return Double.toString(random.nextInt(100_000) / 1_000.0).replace('.', format.decimalPoint());
        }
        if (type instanceof Type.Truth truth) {
            return oneOf(random.nextBoolean() ? truth.yes() : truth.no());
        }
        if (type instanceof Type.Json) {
            return "{\"made up\": %d}".formatted(random.nextInt(100));
        }
        if (type instanceof Type.Word) {
            return letters(1) + random.nextInt(100);
        }
        Type.Text text = (Type.Text) type;
        if (!text.oneOf().isEmpty()) {
            return oneOf(text.oneOf());
        }
        return text.pattern() == null
                ? plain(column.name(), text.maxLength())
                : PatternTexts.matching(text.pattern(), text.maxLength(), random);
    }

    /** The name of the column and a number, now and then with what a CSV file has to quote. */
    private String plain(String name, int maxLength) {
        String text = name + " " + random.nextInt((int) MOST) + (random.nextInt(20) == 0 ? ", \"new\"" : "");
        return text.length() <= maxLength && isAscii(text) ? text : letters(Math.min(maxLength, 8));
    }

    /** Any encoding of a file has these characters. */
    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private String letters(int length) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < length; i++) {
            letters.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return letters.toString();
    }

    /** Sorted first: a set may have another order in each process, and the same seed shall give the same file. */
    private String oneOf(Collection<String> texts) {
        return texts.stream().sorted().toList().get(random.nextInt(texts.size()));
    }
}
