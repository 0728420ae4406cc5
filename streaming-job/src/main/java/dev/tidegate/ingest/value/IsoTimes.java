package dev.tidegate.ingest.value;

import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms of {@link Timestamps}, and those of exports that are as clear: without seconds, with slashes, a comma, GMT. */
final class IsoTimes implements TimeForm {

    /** Date with hyphens, slashes or nothing between; hours and minutes, perhaps seconds and a fraction; perhaps a zone. */
    private static final Pattern CLEAR = Pattern.compile("([0-9]{4})([-/]?)([0-9]{2})\\2([0-9]{2})[Tt ]"
            + "([0-9]{2})(:?)([0-9]{2})(?:\\6([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
            + "( ?(?:[Zz]|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?))?");

    private final Timestamps times;

    IsoTimes(ZoneId inputZone) {
        this.times = new Timestamps(inputZone);
    }

    @Override
    public long micros(Value value) throws BrokenRule {
        String text = value.stripped();
        boolean isStrict = Timestamps.isDateAndTime(text) && isZone(text);
        return times.micros(isStrict ? text : strict(text, value), value);
    }

    /** Whether what stands behind the seconds is in the form that almost all files have. */
    private static boolean isZone(String text) {
        int zone = Timestamps.endOfFraction(text);
        if (zone == text.length()) {
            return true;
        }
        char first = text.charAt(zone);
        return first == 'Z' || Value.isSign(first) || text.startsWith(" UTC", zone);
    }

    /** The same time in the strict form: the other forms are as clear, but few files have them. */
    private static String strict(String text, Value value) throws BrokenRule {
        Matcher form = CLEAR.matcher(text);
        Timestamps.require(
                form.matches() && form.group(2).isEmpty() == form.group(6).isEmpty(), value);
        String seconds = form.group(8) == null ? "00" : form.group(8);
        String fraction = form.group(9) == null ? "" : "." + form.group(9);
        String zone = form.group(10) == null ? "" : form.group(10).strip();
        String strict = "%s-%s-%s %s:%s:%s%s%s"
                .formatted(
                        form.group(1),
                        form.group(3),
                        form.group(4),
                        form.group(5),
                        form.group(7),
                        seconds,
                        fraction,
                        zone.isEmpty() || Value.isSign(zone.charAt(0)) ? zone : "Z");
        Timestamps.require(Timestamps.isDateAndTime(strict), value);
        return strict;
    }
}
