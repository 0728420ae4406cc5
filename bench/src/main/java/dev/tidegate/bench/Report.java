package dev.tidegate.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;

/** Prints tables and lines, and writes a CSV file and a chart for each measurement. */
final class Report {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 300;
    private static final int DOTS_PER_INCH = 144;

    private final Path folder;

    Report(Path folder) {
        this.folder = folder;
    }

    /** Prints a line at once: runs are long. */
    static void say(String line) {
        System.out.println(line);
    }

    /** Prints a table and writes it to {@code bench-<name>.csv}. The first row has the titles. */
    void table(String name, List<List<String>> rows) throws IOException {
        Files.createDirectories(folder);
        List<String> csv = rows.stream().map(row -> String.join(",", row)).toList();
        Files.write(folder.resolve("bench-" + name + ".csv"), csv);
        int columns = rows.get(0).size();
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            int place = column;
            widths.add(
                    rows.stream().mapToInt(row -> row.get(place).length()).max().orElse(1));
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                String form = (column == 0 ? "%-" : "%") + widths.get(column) + "s  ";
                line.append(form.formatted(row.get(column)));
            }
            say(line.toString().stripTrailing());
        }
    }

    /** Draws {@code bench-<name>.png}. */
    void chart(String name, String title, String unit, Map<String, Double> bars) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(unit)
                .build();
        CategoryStyler styler = chart.getStyler();
        styler.setLegendVisible(false);
        styler.setAvailableSpaceFill(0.5);
        styler.setLabelsVisible(true);
        styler.setDecimalPattern("#,##0");
        styler.setYAxisMin(0.0);
        styler.setChartBackgroundColor(Color.WHITE);
        List<Double> heights = bars.values().stream().map(Math::rint).toList();
        chart.addSeries(unit, List.copyOf(bars.keySet()), heights);
        Files.createDirectories(folder);
        Path file = folder.resolve("bench-" + name + ".png");
        BitmapEncoder.saveBitmapWithDPI(chart, file.toString(), BitmapFormat.PNG, DOTS_PER_INCH);
    }
}
