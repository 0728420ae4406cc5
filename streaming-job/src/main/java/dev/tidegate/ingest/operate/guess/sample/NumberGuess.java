package dev.tidegate.ingest.operate.guess.sample;

import dev.tidegate.ingest.rules.Cells;
import dev.tidegate.ingest.rules.ValueFormat;
import dev.tidegate.ingest.stream.Type;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * How numbers are written: the decimal mark, what stands between thousands, and the signs of currencies beside them.
 *
 * @param point the decimal mark
 * @param thousands what stands between thousands; none where nothing does
 * @param understood how many of the values are numbers so
 * @param strange the first that is none; null where all are
 * @param doubt another way that takes as many and gives other numbers; null where there is none
 * @param probe reads a value so, in units of the eighth decimal
 */
public record NumberGuess(
        char point,
        List<String> thousands,
        List<String> signs,
        long understood,
        long all,
        Cell strange,
        String evidence,
        String doubt,
        Probe probe) {

    private static final Type.Decimal WIDE = new Type.Decimal(18, 8, Long.MIN_VALUE, Long.MAX_VALUE, false);
    private static final String BLANKS = " \u00a0\u202f\u2009";
    private static final int LONGEST_SIGN = 4;

    private record Way(char point, List<String> thousands, Probe probe) {}

    /** How most of these are written as numbers. */
    public static NumberGuess of(List<Cell> all) {
        List<Cell> cells = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        all.stream().filter(cell -> !cell.isEmpty() && seen.add(cell.text())).forEach(cells::add);
        List<String> signs = signs(cells);
        Way best = null;
        long most = -1;
        List<Way> ways = ways(cells, signs);
        for (Way way : ways) {
            long count = count(way, cells);
            if (count > most) {
                best = way;
                most = count;
            }
        }
        Way chosen = best;
        Cell strange = cells.stream()
                .filter(cell -> !chosen.probe().takes(cell.text()))
                .findFirst()
                .orElse(null);
        Cell marked = cells.stream()
                .filter(cell -> chosen.probe().takes(cell.text()))
                .filter(cell -> cell.text().indexOf(chosen.point()) >= 0 || isGrouped(chosen, cell))
                .findFirst()
                .orElse(cells.isEmpty() ? null : cells.get(0));
        return new NumberGuess(
                chosen.point(),
                chosen.thousands(),
                signs,
                most,
                cells.size(),
                strange,
                marked == null
                        ? "there is no number"
                        : "%,d of %,d different values are numbers so, such as %s"
                                .formatted(most, cells.size(), marked.shown()),
                doubt(chosen, ways, cells),
                chosen.probe());
    }

    private static boolean isGrouped(Way way, Cell cell) {
        return way.thousands().stream().anyMatch(mark -> cell.text().contains(mark));
    }

    private static List<Way> ways(List<Cell> cells, List<String> signs) {
        Set<String> marks = new LinkedHashSet<>();
        for (Cell cell : cells) {
            for (char c : cell.text().toCharArray()) {
                if (c == ',' || c == '.' || c == '\'' || c == '\u2019') {
                    marks.add(String.valueOf(c));
                } else if (BLANKS.indexOf(c) >= 0) {
                    marks.add(" ");
                }
            }
        }
        List<Way> ways = new ArrayList<>();
        for (char point : new char[] {'.', ','}) {
            List<String> others = new ArrayList<>(marks);
            others.remove(String.valueOf(point));
            // The fewest that will do come first.
            for (int number = 0; number < 1 << others.size(); number++) {
                List<String> thousands = new ArrayList<>();
                for (int i = 0; i < others.size(); i++) {
                    if ((number >> i & 1) == 1) {
                        thousands.add(others.get(i));
                    }
                }
                ways.add(new Way(point, thousands, probe(point, thousands, signs)));
            }
        }
        return ways;
    }

    private static Probe probe(char point, List<String> thousands, List<String> signs) {
        Cells cells = new Cells(String.join("", thousands), signs, Set.of(), Map.of(), false, Map.of());
        ValueFormat plain = ValueFormat.NATIVE;
        ValueFormat format =
                new ValueFormat(point, List.of(), null, Map.of(), Set.of(), Map.of(), null, plain.shop(), cells);
        return new Probe(WIDE, format, ZoneOffset.UTC);
    }

    private static long count(Way way, List<Cell> cells) {
        return cells.stream().filter(cell -> way.probe().takes(cell.text())).count();
    }

    /** Another way that takes all that this one takes, and makes another number of one. */
    private static String doubt(Way chosen, List<Way> ways, List<Cell> cells) {
        for (Way other : ways) {
            Cell differs = null;
            boolean takesAll = true;
            for (Cell cell : cells) {
                OptionalLong number = chosen.probe().number(cell.text());
                OptionalLong otherwise = other.probe().number(cell.text());
                takesAll &= number.isEmpty() || otherwise.isPresent();
                boolean isOther =
                        number.isPresent() && otherwise.isPresent() && number.getAsLong() != otherwise.getAsLong();
                differs = isOther && differs == null ? cell : differs;
            }
            if (takesAll && differs != null) {
                return "%s could as well have '%s' as its decimal mark%s"
                        .formatted(
                                differs.shown(),
                                other.point(),
                                other.thousands().isEmpty()
                                        ? ""
                                        : " and '" + String.join("' or '", other.thousands()) + "' between thousands");
            }
        }
        return null;
    }

    /** What stands before or behind the digits of most amounts. */
    private static List<String> signs(List<Cell> cells) {
        Set<String> signs = new TreeSet<>();
        for (Cell cell : cells) {
            String text = cell.text();
            int from = 0;
            int to = text.length();
            while (from < to && !Character.isDigit(text.charAt(from))) {
                from++;
            }
            while (to > from && !Character.isDigit(text.charAt(to - 1))) {
                to--;
            }
            if (from < to) {
                add(signs, text.substring(0, from));
                add(signs, text.substring(to));
            }
        }
        return List.copyOf(signs);
    }

    private static void add(Set<String> signs, String around) {
        String sign = around.replaceAll("[-+()\u2212.,'" + BLANKS + "]", "");
        boolean isSign = !sign.isEmpty()
                && sign.length() <= LONGEST_SIGN
                && (sign.codePoints().anyMatch(c -> Character.getType(c) == Character.CURRENCY_SYMBOL)
                        || sign.matches("[A-Z]{3}|kr|z\u0142|K\u010d|Ft|Fr|lei"));
        if (isSign) {
            signs.add(sign);
        }
    }
}
