package dev.tidegate.ingest.operate.guess.sample;

import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.operate.guess.sample.EncodingGuess.Part;
import dev.tidegate.ingest.operate.guess.sample.Grid.Cells;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How fields are marked: each candidate reads the sample, and wins whose records have the same number of fields, and fields that
 * look like values. That is the idea of CleverCSV (van den Burg, Nazabal and Sutton, "Wrangling messy CSV files by detecting row
 * and type patterns", 2019): a score of the pattern of rows times one of the types of cells.
 *
 * @param comment what comments begin with; empty for none
 * @param escape {@link Dialect#NO_BYTE} for none
 * @param grid the first part of the sample, so read
 */
public record DialectGuess(
        String delimiter, byte quote, byte escape, String comment, int fields, Grid grid, List<Decision> decisions) {

    private static final List<String> DELIMITERS =
            List.of(",", ";", "\t", "|", "\u0001", "||", "~", "^", "::", "\u001f");
    private static final List<String> COMMENTS = List.of("#", "//", "%");
    private static final byte DOUBLE = '"';
    private static final byte SINGLE = '\'';
    private static final byte BACKSLASH = '\\';

    /** As wide as a file may be. */
    private static final int MOST_FIELDS = 500;

    /** So near are two scores that the sample does not tell them apart. */
    private static final double NEAR = 0.05;

    private static final Pattern VALUE =
            Pattern.compile("[\\p{L}\\p{N}_.@:/+%€$£#{}()-]*(?: [\\p{L}\\p{N}_.@:/+%€$£#()-]+)*");

    /** One way to read the sample, and how well it does. */
    private record Candidate(String delimiter, byte quote, byte escape, int fields, Grid grid, double score) {}

    /** Tries each way to read the begin of a file. */
    public static DialectGuess of(Part head) {
        String own = ownDelimiter(head.text());
        List<Candidate> candidates = new ArrayList<>();
        for (String delimiter : own == null ? DELIMITERS : List.of(own)) {
            if (!head.text().contains(delimiter)) {
                continue;
            }
            for (byte quote : quotes(head.text())) {
                for (byte escape : escapes(head.text(), delimiter, quote)) {
                    for (int fields : widths(head.text(), delimiter)) {
                        candidates.add(candidate(head, delimiter, quote, escape, fields));
                    }
                }
            }
        }
        if (candidates.isEmpty()) {
            candidates.add(candidate(head, ",", DOUBLE, Dialect.NO_BYTE, 1));
        }
        Candidate best = candidates.stream()
                .max(Comparator.comparingDouble(Candidate::score))
                .orElseThrow();
        return decided(head, best, candidates);
    }

    private static DialectGuess decided(Part head, Candidate best, List<Candidate> candidates) {
        String comment = comment(head, best);
        int fields = best.fields();
        Grid grid = read(head, best, comment, fields);
        // Delimiters at the end of each line part nothing.
        while (fields > 1 && isLastEmpty(grid, fields)) {
            fields--;
            grid = read(head, best, comment, fields);
        }
        List<Decision> decisions = new ArrayList<>();
        long records = grid.records().size();
        String evidence =
                "%,d of %,d records of the begin have %d fields".formatted(records, records + grid.broken(), fields);
        Candidate second = candidates.stream()
                .filter(other -> !other.delimiter().equals(best.delimiter()))
                .max(Comparator.comparingDouble(Candidate::score))
                .orElse(null);
        boolean near = second != null && second.score() > best.score() * (1 - NEAR);
        decisions.add(new Decision(
                "delimiter",
                best.delimiter().equals(",") && !near ? null : Yaml.quoted(best.delimiter()),
                near
                        ? List.of(
                                evidence,
                                "%s would part %d fields as evenly"
                                        .formatted(Yaml.quoted(second.delimiter()), second.fields()))
                        : List.of(evidence),
                near));
        decisions.addAll(quoting(best, candidates));
        if (!comment.isEmpty()) {
            decisions.add(Decision.of(
                    "comment",
                    Yaml.quoted(comment),
                    "%,d lines begin with it, and have other fields than the records".formatted(grid.comments())));
        }
        return new DialectGuess(best.delimiter(), best.quote(), best.escape(), comment, fields, grid, decisions);
    }

    private static List<Decision> quoting(Candidate best, List<Candidate> candidates) {
        List<Decision> decisions = new ArrayList<>();
        if (best.quote() != DOUBLE) {
            String without = candidates.stream()
                    .filter(other -> other.delimiter().equals(best.delimiter())
                            && other.quote() == DOUBLE
                            && other.escape() == best.escape()
                            && other.fields() == best.fields())
                    .findFirst()
                    .map(other -> other.grid().broken() > 0
                            ? "with double quotes %,d records are broken, first in %s"
                                    .formatted(
                                            other.grid().broken(), other.grid().firstBroken())
                            : "with double quotes %,d records of several lines look as if each line were one"
                                    .formatted(other.grid().doubtful()))
                    .orElse("no field is in double quotes");
            decisions.add(Decision.of("quote", best.quote() == SINGLE ? "\"'\"" : "none", without));
        }
        if (best.escape() != Dialect.NO_BYTE) {
            decisions.add(Decision.of("escape", "'\\'", "backslashes stand before quotes, delimiters or themselves"));
        }
        return decisions;
    }

    private static String ownDelimiter(String text) {
        int end = text.indexOf('\n');
        String first = (end < 0 ? text : text.substring(0, end)).strip();
        return first.toLowerCase(Locale.ROOT).startsWith("sep=") && first.length() == 5 ? first.substring(4) : null;
    }

    private static List<Byte> quotes(String text) {
        List<Byte> quotes = new ArrayList<>(List.of(DOUBLE));
        if (text.indexOf(DOUBLE) >= 0) {
            quotes.add(Dialect.NO_BYTE);
        }
        if (Pattern.compile("(^|[,;|\\t])'", Pattern.MULTILINE).matcher(text).find()) {
            quotes.add(SINGLE);
        }
        return quotes;
    }

    private static List<Byte> escapes(String text, String delimiter, byte quote) {
        boolean isUsed = quote == Dialect.NO_BYTE
                ? text.contains("\\" + delimiter) || text.contains("\\\\")
                : text.contains("\\" + (char) quote) || text.contains("\\\\");
        return isUsed ? List.of(Dialect.NO_BYTE, BACKSLASH) : List.of(Dialect.NO_BYTE);
    }

    /** The numbers of fields that lines seem to have, those of most lines first; and that of the first line. */
    private static Set<Integer> widths(String text, String delimiter) {
        Map<Integer, Integer> lines = new HashMap<>();
        Set<Integer> widths = new LinkedHashSet<>();
        text.lines().filter(line -> !line.isBlank()).limit(2000).forEach(line -> {
            int width = line.split(Pattern.quote(delimiter), -1).length;
            lines.merge(width, 1, Integer::sum);
            if (widths.isEmpty()) {
                widths.add(width);
            }
        });
        lines.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(4)
                .forEach(width -> widths.add(width.getKey()));
        widths.removeIf(width -> width > MOST_FIELDS || width < 2);
        return widths;
    }

    private static Candidate candidate(Part head, String delimiter, byte quote, byte escape, int fields) {
        Grid grid = Grid.of(head, delimiter, quote, escape, "", fields);
        double all = grid.records().size() + grid.broken();
        double even = all == 0 ? 0 : Math.max(0, grid.records().size() - 2.0 * grid.doubtful()) / all;
        double pattern = even * even * (fields - 0.5) / fields;
        double usual = (quote == DOUBLE ? 1 : 0.999) * (escape == Dialect.NO_BYTE ? 1 : 0.999);
        return new Candidate(delimiter, quote, escape, fields, grid, pattern * (0.3 + 0.7 * typed(grid)) * usual);
    }

    /** The part of the cells that look like a value and not like several, or half of one. */
    private static double typed(Grid grid) {
        long cells = 0;
        long values = 0;
        for (Cells record :
                grid.records().subList(0, Math.min(200, grid.records().size()))) {
            for (String value : record.values()) {
                cells++;
                values += VALUE.matcher(value.strip()).matches() ? 1 : 0;
            }
        }
        return cells == 0 ? 0 : (double) values / cells;
    }

    private static Grid read(Part head, Candidate by, String comment, int fields) {
        return Grid.of(head, by.delimiter(), by.quote(), by.escape(), comment, fields);
    }

    /** Lines that begin so are comments if none of them is a record: an order may be called #1001. */
    private static String comment(Part head, Candidate best) {
        for (String comment : COMMENTS) {
            boolean isThere = head.text().lines().anyMatch(line -> line.startsWith(comment));
            boolean ofRecord = best.grid().records().stream()
                    .anyMatch(record -> record.values().get(0).startsWith(comment));
            if (isThere && !ofRecord && best.fields() > 1) {
                return comment;
            }
        }
        return "";
    }

    private static boolean isLastEmpty(Grid grid, int fields) {
        return !grid.records().isEmpty()
                && grid.records().stream()
                        .allMatch(record -> record.values().get(fields - 1).isBlank());
    }
}
