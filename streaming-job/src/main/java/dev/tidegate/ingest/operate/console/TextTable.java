package dev.tidegate.ingest.operate.console;

import dev.tidegate.ingest.log.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of one line a row that fits a terminal: the last column gets the room that the others leave. */
public final class TextTable {

    private static final int WIDTH = 100;
    private static final int LAST_AT_LEAST = 20;
    private static final String GAP = "  ";
    private static final String CUT = "…";

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<Boolean> numbers;
    private int width = WIDTH;

    /** @param header names of the columns; one that begins with {@code #} holds numbers, which stand to the right */
    public TextTable(String... header) {
        this.header = List.of(header).stream()
                .map(name -> name.startsWith("#") ? name.substring(1) : name)
                .toList();
        this.numbers =
                List.of(header).stream().map(name -> name.startsWith("#")).toList();
    }

    /** Nothing is cut, whatever a line takes. */
    public TextTable inFull() {
        width = Integer.MAX_VALUE;
        return this;
    }

    /** Adds a row; null is an empty cell. */
    public TextTable row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(text(cell));
        }
        rows.add(row);
        return this;
    }

    private static String text(Object cell) {
        if (cell == null) {
            return "";
        }
        return cell instanceof Number number
                ? String.format(Locale.ROOT, "%,d", number.longValue())
                : Printable.of(cell.toString());
    }

    /** Prints nothing where there is no row. */
    public void print(PrintWriter out) {
        if (rows.isEmpty()) {
            return;
        }
        int[] widths = new int[header.size()];
        measure(widths, header);
        rows.forEach(row -> measure(widths, row));
        int room = width;
        for (int column = 0; column < widths.length - 1; column++) {
            room -= widths[column] + GAP.length();
        }
        widths[widths.length - 1] = Math.min(widths[widths.length - 1], Math.max(room, LAST_AT_LEAST));
        out.println(line(header, widths));
        rows.forEach(row -> out.println(line(row, widths)));
    }

    private static void measure(int[] widths, List<String> row) {
        for (int column = 0; column < widths.length; column++) {
            widths[column] = Math.max(widths[column], length(row.get(column)));
        }
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cut(row.get(column), widths[column]);
            String blanks = " ".repeat(widths[column] - length(cell));
            line.append(column == 0 ? "" : GAP).append(numbers.get(column) ? blanks + cell : cell + blanks);
        }
        return line.toString().stripTrailing();
    }

    /** Shortens a text to so many characters: begin and end of a message or a name tell more than its middle. */
    public static String cut(String text, int width) {
        if (length(text) <= width) {
            return text;
        }
        int end = (width - 1) / 2;
        return text.substring(0, text.offsetByCodePoints(0, width - 1 - end))
                + CUT
                + text.substring(text.offsetByCodePoints(text.length(), -end));
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
