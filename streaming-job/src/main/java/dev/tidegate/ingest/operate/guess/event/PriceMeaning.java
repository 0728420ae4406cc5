package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.console.Counted;
import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.KnownExports;
import dev.tidegate.ingest.operate.guess.sample.NumberGuess;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Whether a price is that of a piece or of all pieces of its line. A product that is sold in other quantities tells: its price
 * stays, or grows with the quantity. So does a column that is the one times the other. Where all quantities are 1 both are
 * the same.
 */
final class PriceMeaning {

    private static final Pattern OF_PIECE =
            Pattern.compile("unit|each|piece|einzel|st(ü|ue)ck|unitaire|unitario|unitário|st(ü|ue)ckpreis");
    private static final Pattern OF_LINE =
            Pattern.compile("total|sum|gesamt|betrag|umsatz|revenue|salesvalue|montant|importe|extended");

    /** So much of the evidence must say the same. */
    private static final double MOST = 0.95;

    private static final double UNITS = 1e8;

    /** Half of the last decimal of an amount. */
    private static final double ROUNDED = 0.00501;

    private final SampledTable table;
    private final NumberGuess numbers;
    private final int price;
    private final int quantity;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> ofPiece = new ArrayList<>();
    private final List<String> ofLine = new ArrayList<>();
    private int compared;

    /** A record of which both are known, without their signs. */
    private record Line(int record, String product, double price, double quantity, Cell shown) {}

    private PriceMeaning(SampledTable table, NumberGuess numbers, int price, int quantity, int product) {
        this.table = table;
        this.numbers = numbers;
        this.price = price;
        this.quantity = quantity;
        List<Cell> prices = table.column(price);
        List<Cell> quantities = table.column(quantity);
        List<Cell> products = table.column(product);
        for (int i = 0; i < prices.size(); i++) {
            OptionalLong one = numbers.probe().number(prices.get(i).text());
            OptionalLong many = numbers.probe().number(quantities.get(i).text());
            if (one.isPresent() && many.isPresent() && one.getAsLong() != 0 && many.getAsLong() != 0) {
                lines.add(new Line(
                        i,
                        products.get(i).text(),
                        Math.abs(one.getAsLong() / UNITS),
                        Math.abs(many.getAsLong() / UNITS),
                        quantities.get(i)));
            }
        }
    }

    /**
     * What the price is, with the evidence; nothing where it makes no difference.
     *
     * @param numbers how prices and quantities are written
     */
    static Optional<Decision> of(SampledTable table, NumberGuess numbers, int price, int quantity, int product) {
        PriceMeaning meaning = new PriceMeaning(table, numbers, price, quantity, product);
        List<Line> several =
                meaning.lines.stream().filter(line -> line.quantity() != 1).toList();
        return several.isEmpty() ? Optional.empty() : Optional.of(meaning.decision(several));
    }

    private Decision decision(List<Line> several) {
        byProducts();
        byOtherColumns(several);
        String name = table.names().get(price);
        String bare = KnownExports.bare(name);
        boolean isNamedOfPiece = OF_PIECE.matcher(bare).find();
        boolean isNamedOfLine = !isNamedOfPiece && OF_LINE.matcher(bare).find();
        if (!ofPiece.isEmpty() && !ofLine.isEmpty()) {
            List<String> both = new ArrayList<>(ofPiece);
            both.addAll(ofLine);
            return undecided(isNamedOfLine, "both are seen: " + String.join("; ", both));
        }
        if (ofPiece.isEmpty() && ofLine.isEmpty()) {
            if (isNamedOfPiece) {
                return Decision.note("%s is the price of a piece: its name says so".formatted(name));
            }
            return undecided(
                    isNamedOfLine,
                    "%s of several pieces, first in %s, and %s%s"
                            .formatted(
                                    several.size() == 1 ? "1 record is" : "%,d records are".formatted(several.size()),
                                    several.get(0).shown().shown(),
                                    compared == 0
                                            ? "no product in two quantities"
                                            : "where the quantity of a product changes, the price mostly does neither",
                                    isNamedOfLine ? "; its name is that of a total" : ""));
        }
        boolean isOfLine = ofPiece.isEmpty();
        String evidence = String.join("; ", isOfLine ? ofLine : ofPiece);
        if (isOfLine ? isNamedOfPiece : isNamedOfLine) {
            return undecided(isOfLine, evidence + "; but its name says the other");
        }
        return isOfLine
                ? Decision.of("price_is", "line_total", "%s is that of the line: %s".formatted(name, evidence))
                : Decision.note("%s is the price of a piece: %s".formatted(name, evidence));
    }

    private Decision undecided(boolean isOfLine, String why) {
        return Decision.ambiguous(
                isOfLine ? "price_is" : null,
                isOfLine ? "line_total" : null,
                "%s could be the price of a piece or of the line, and is taken for that of the %s: %s"
                        .formatted(table.names().get(price), isOfLine ? "line" : "piece", why),
                isOfLine ? "price_is: piece would be the other" : "price_is: line_total would be the other");
    }

    /** Neighbours of one product and two quantities: has the price stayed, or grown with the quantity? */
    private void byProducts() {
        Map<String, Line> before = new HashMap<>();
        List<Line> stayed = new ArrayList<>();
        List<Line> grown = new ArrayList<>();
        for (Line line : lines) {
            Line other = before.put(line.product(), line);
            if (other == null || other.quantity() == line.quantity()) {
                continue;
            }
            compared++;
            if (other.price() == line.price()) {
                stayed.add(line);
            } else if (isSame(other.price() / other.quantity(), line.price() / line.quantity(), other, line)) {
                grown.add(line);
            }
        }
        double all = stayed.size() + grown.size();
        if (all <= compared * (1 - MOST)) {
            return; // by chance
        }
        if (stayed.size() > all * (1 - MOST)) {
            ofPiece.add("it stays where the quantity of a product changes, in %s, such as %s"
                    .formatted(times(stayed.size()), shown(stayed.get(0))));
        }
        if (grown.size() > all * (1 - MOST)) {
            ofLine.add("it grows with the quantity of a product, in %s, such as %s"
                    .formatted(times(grown.size()), shown(grown.get(0))));
        }
    }

    private static boolean isSame(double one, double other, Line first, Line second) {
        return Math.abs(one - other) <= ROUNDED / first.quantity() + ROUNDED / second.quantity();
    }

    private static String times(int number) {
        return Counted.of(number, "record");
    }

    private String shown(Line line) {
        return "%s of %s"
                .formatted(
                        line.shown().shown(),
                        table.column(price).get(line.record()).text());
    }

    /** A column that is price times quantity, or of which the price is that. */
    private void byOtherColumns(List<Line> several) {
        for (int place = 0; place < table.names().size(); place++) {
            if (place == price || place == quantity) {
                continue;
            }
            List<Cell> cells = table.column(place);
            boolean isTimes = true;
            boolean isPart = true;
            for (Line line : several) {
                OptionalLong units =
                        numbers.probe().number(cells.get(line.record()).text());
                double other = units.isEmpty() ? 0 : Math.abs(units.getAsLong() / UNITS);
                isTimes &= other != 0 && Math.abs(line.price() * line.quantity() - other) <= ROUNDED;
                isPart &= other != 0 && Math.abs(other * line.quantity() - line.price()) <= ROUNDED * line.quantity();
            }
            String bare = KnownExports.bare(table.names().get(place));
            // What is so in one record may be so by chance.
            boolean isProduct =
                    isTimes && (several.size() > 1 || OF_LINE.matcher(bare).find());
            boolean isFactor =
                    isPart && (several.size() > 1 || OF_PIECE.matcher(bare).find());
            if (isProduct) {
                ofPiece.add("%s is it times the quantity, in all %s of several pieces"
                        .formatted(table.names().get(place), times(several.size())));
            } else if (isFactor) {
                ofLine.add("it is %s times the quantity, in all %s of several pieces"
                        .formatted(table.names().get(place), times(several.size())));
            }
        }
    }
}
