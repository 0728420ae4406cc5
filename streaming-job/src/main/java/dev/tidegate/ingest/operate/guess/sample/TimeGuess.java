package dev.tidegate.ingest.operate.guess.sample;

import dev.tidegate.ingest.rules.ValueFormat;
import dev.tidegate.ingest.stream.Type;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How the times of a column are written: the forms that the job's own reader understands them by, those of most values first.
 *
 * @param formats as {@code time_formats} has them
 * @param understood how many values are times by one of them
 * @param all how many values there are
 * @param strange the first value that is none; null where all are
 * @param reasons the evidence
 * @param ambiguous whether another form gives other times for the same values
 */
public record TimeGuess(
        List<String> formats, long understood, long all, Cell strange, List<String> reasons, boolean ambiguous) {

    private static final String ISO = "iso";

    private static final int MOST_FORMATS = 4;
    private static final int MOST_VALUES = 2000;
    private static final int FIRST_LOOK = 50;

    private static final Instant EARLIEST = Instant.parse("1990-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private static final List<String> NUMBERS =
            List.of("epoch_seconds", "epoch_millis", "epoch_micros", "epoch_nanos", "epoch", "excel_days");

    private static final List<Form> FORMS = forms();

    /** One way to write times. */
    private record Form(String name, Probe probe) {}

    private static List<Form> forms() {
        List<String> dates = new ArrayList<>();
        for (String separator : List.of("/", ".", "-")) {
            for (String order : List.of("dd%sMM%syyyy", "d%sM%syyyy", "MM%sdd%syyyy", "M%sd%syyyy")) {
                dates.add(order.formatted(separator, separator));
            }
            for (String order :
                    List.of("yyyy%sMM%sdd", "yyyy%sM%sd", "dd%sMM%syy", "d%sM%syy", "M%sd%syy", "yy%sMM%sdd")) {
                dates.add(order.formatted(separator, separator));
            }
        }
        dates.addAll(List.of(
                "d MMM yyyy",
                "d MMMM yyyy",
                "d-MMM-yyyy",
                "d-MMM-yy",
                "d/MMM/yyyy",
                "MMM d, yyyy",
                "MMMM d, yyyy",
                "MMM d yyyy",
                "yyyyMMdd",
                "yyyy M d"));
        List<String> forms = new ArrayList<>(List.of(ISO));
        for (String date : dates) {
            for (String time : List.of(
                    "",
                    " HH:mm",
                    " H:mm",
                    " HH:mm:ss",
                    " H:mm:ss",
                    " HH:mm:ss.SSS",
                    " h:mm a",
                    " h:mm:ss a",
                    " HH:mm:ss z",
                    " HH:mm:ss xx",
                    ", HH:mm",
                    ", HH:mm:ss",
                    "'T'HH:mm:ss",
                    " HHmm")) {
                forms.add(date + time);
            }
        }
        forms.addAll(NUMBERS);
        return forms.stream().map(form -> new Form(form, probe(form))).toList();
    }

    private static Probe probe(String form) {
        ValueFormat format = new ValueFormat('.', List.of(form), null, Map.of(), Set.of(), Map.of(), null);
        return new Probe(new Type.Timestamp(List.of(), null), format, ZoneOffset.UTC);
    }

    /** Whether a text is a time in a form that is no number alone. */
    static boolean isTime(String text) {
        return FORMS.stream()
                .anyMatch(form -> !NUMBERS.contains(form.name()) && form.probe().takes(text));
    }

    /** What the values of a column are. None of the forms is found where there is no time. */
    public static TimeGuess of(List<Cell> cells, boolean monthFirst) {
        List<Cell> left = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        cells.stream()
                .filter(cell -> !cell.isEmpty() && seen.add(cell.text()))
                .limit(MOST_VALUES)
                .forEach(left::add);
        long all = left.size();
        List<String> formats = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        boolean ambiguous = false;
        while (!left.isEmpty() && formats.size() < MOST_FORMATS) {
            Form best = best(left, monthFirst);
            if (best == null) {
                break;
            }
            List<Cell> taken = left.stream()
                    .filter(cell -> time(best, cell.text()).isPresent())
                    .toList();
            String doubt = doubt(best, taken);
            boolean mixed = formats.stream().anyMatch(before -> before.matches("[dM]+[./-][dM]+[./-]y+.*"))
                    && (isDayFirst(best) || isMonthFirst(best));
            doubt = mixed ? "could be another mistake: days and months stand in both orders" : doubt;
            ambiguous |= doubt.startsWith("could");
            formats.add(best.name());
            reasons.add("%s: %,d of %,d different values, such as %s%s"
                    .formatted(
                            best.name(), taken.size(), all, taken.get(0).shown(), doubt.isEmpty() ? "" : "; " + doubt));
            left.removeAll(taken);
        }
        return new TimeGuess(formats, all - left.size(), all, left.isEmpty() ? null : left.get(0), reasons, ambiguous);
    }

    private static Form best(List<Cell> left, boolean monthFirst) {
        Form best = null;
        long most = 0;
        for (Form form : FORMS) {
            // A form that takes none of the first values is not that of most.
            if (left.stream().limit(FIRST_LOOK).noneMatch(cell -> time(form, cell.text())
                    .isPresent())) {
                continue;
            }
            long count = left.stream()
                    .filter(cell -> time(form, cell.text()).isPresent())
                    .count();
            boolean wins = count > most
                    || (count == most
                            && count > 0
                            && monthFirst
                            && isMonthFirst(form)
                            && best != null
                            && isDayFirst(best));
            if (wins) {
                best = form;
                most = count;
            }
            if (most == left.size() && (!monthFirst || !isDayFirst(best))) {
                break;
            }
        }
        return best;
    }

    /** What another form would make of the same values; nothing where none makes other times of all of them. */
    private static String doubt(Form best, List<Cell> taken) {
        String told = "";
        for (Form other : FORMS) {
            if (other.equals(best)) {
                continue;
            }
            Cell differs = null;
            Cell refused = null;
            for (Cell cell : taken) {
                OptionalLong time = time(other, cell.text());
                if (time.isEmpty()) {
                    refused = cell;
                    break;
                }
                differs = differs == null
                                && time.getAsLong() != time(best, cell.text()).getAsLong()
                        ? cell
                        : differs;
            }
            if (refused == null && differs != null) {
                return "could as well be %s: %s would be %s, not %s"
                        .formatted(other.name(), differs.text(), day(other, differs.text()), day(best, differs.text()));
            }
            boolean swapped = other.name().equals(swapped(best.name()));
            if (refused != null && swapped && told.isEmpty()) {
                told = "%s is not meant, because of %s".formatted(other.name(), refused.shown());
            }
        }
        return told;
    }

    private static String day(Form form, String text) {
        long micros = time(form, text).getAsLong();
        return Instant.ofEpochMilli(micros / 1000)
                .atOffset(ZoneOffset.UTC)
                .toLocalDateTime()
                .toString();
    }

    private static OptionalLong time(Form form, String text) {
        String name = form.name();
        // The reader takes zeros before a day: 0001-01-01 is no day of January.
        if ("dMy".indexOf(name.charAt(0)) >= 0 && !name.startsWith("yyyy") && text.matches("[0-9]{3}.*")) {
            return OptionalLong.empty();
        }
        OptionalLong micros = form.probe().number(text);
        boolean isPlausible = micros.isEmpty()
                || name.equals(ISO)
                || (micros.getAsLong() / 1000 > EARLIEST.toEpochMilli()
                        && micros.getAsLong() / 1000 < LATEST.toEpochMilli());
        return isPlausible ? micros : OptionalLong.empty();
    }

    /** Day and month in the other order. */
    private static String swapped(String form) {
        return form.replaceFirst("^(d+|M+)([./-])(d+|M+)", "$3$2$1");
    }

    private static boolean isDayFirst(Form form) {
        return form.name().matches("d+[./-]M+[./-]y+.*");
    }

    private static boolean isMonthFirst(Form form) {
        return form.name().matches("M+[./-]d+[./-]y+.*");
    }

    /** Whether the values of the column are times. */
    public boolean isFound() {
        return all > 0 && understood * 2 >= all;
    }

    /** Whether some are, where the name of the column says so, too. */
    public boolean isFoundWhereExpected() {
        return isFound() || formats.contains(ISO);
    }

    /** Whether all of them are days without a time of day. */
    public boolean isDaysOnly() {
        return formats.stream()
                .noneMatch(form -> form.matches(".*[Hh].*") || form.equals(ISO) || NUMBERS.contains(form));
    }
}
