package dev.tidegate.ingest.value;

import dev.tidegate.ingest.stream.Type;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

/** Several forms of a time, tried in order. */
record TimeForms(List<TimeForm> forms, List<String> names) implements TimeForm {

    /**
     * How the times of a column are written.
     *
     * @param ofFile what its files say, for columns that say nothing; none for the strict forms of the file format
     * @throws IllegalArgumentException if a format or the zone is none
     */
    static TimeForm of(Type.Timestamp type, List<String> ofFile, ZoneId zone) {
        List<String> formats = type.formats().isEmpty() ? ofFile : type.formats();
        ZoneId read = type.zone() == null ? zone : zone(type.zone());
        if (formats.isEmpty()) {
            return new Timestamps(read);
        }
        return formats.size() == 1
                ? of(formats.get(0), read)
                : new TimeForms(formats.stream().map(format -> of(format, read)).toList(), formats);
    }

    private static TimeForm of(String format, ZoneId zone) {
        return switch (format) {
            case "iso" -> new IsoTimes(zone);
            case "epoch_seconds" -> new EpochTimes("seconds", 1);
            case "epoch_millis" -> new EpochTimes("milliseconds", 1_000);
            case "epoch_micros" -> new EpochTimes("microseconds", 1_000_000);
            case "epoch_nanos" -> new EpochTimes("nanoseconds", 1_000_000_000);
            case "epoch" -> EpochTimes.ofAnyUnit();
            case "excel_days" -> new SerialDays(zone);
            default -> new PatternTimes(format, zone);
        };
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'%s' is not a time zone such as UTC or Europe/Berlin".formatted(name), e);
        }
    }

    @Override
    public long micros(Value value) throws BrokenRule {
        BrokenRule outside = null;
        for (TimeForm form : forms) {
            try {
                return form.micros(value);
            } catch (BrokenRule broken) {
                // A time that was understood tells more than one that was not.
                outside = outside == null && broken.reason() != Reason.BAD_TIMESTAMP ? broken : outside;
            }
        }
        throw outside != null
                ? outside
                : new BrokenRule(
                        Reason.BAD_TIMESTAMP,
                        value.column(),
                        value.text(),
                        "an existing time as " + Shown.oneOf(names));
    }
}
