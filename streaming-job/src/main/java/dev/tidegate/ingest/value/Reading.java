package dev.tidegate.ingest.value;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Type;
import java.time.ZoneId;
import java.util.List;

/** Brings the value of one column, which is there, into the row, if its type allows it. Made once for all records. */
public interface Reading {

    void read(Value value, Row row) throws BrokenRule;

    /**
     * The rule of a column whose values come from outside.
     *
     * @param place of the column in the row
     * @param numbers how numbers are written
     * @param whole whether a spreadsheet may have written points and zeros behind whole numbers, which are texts or numbers here
     * @param timeFormats of timestamps, where the column does not say its own: see {@link Type.Timestamp}; none for the strict
     *     forms of the file format
     * @param inputZone of timestamps, where neither they nor the column say it
     * @throws IllegalArgumentException if what is declared is none
     */
    static Reading of(
            Column column, int place, NumberForm numbers, boolean whole, List<String> timeFormats, ZoneId inputZone) {
        Reading plain = of(column, place, numbers.point(), timeFormats, inputZone);
        Type type = column.type();
        boolean isNumber = type instanceof Type.Whole || type instanceof Type.Decimal || type instanceof Type.Real;
        Reading withMarks =
                isNumber && !numbers.isPlain() ? (value, row) -> plain.read(numbers.plain(value), row) : plain;
        if (!whole) {
            return withMarks;
        }
        WholeTexts texts = new WholeTexts(numbers.point());
        return (value, row) -> withMarks.read(texts.digits(isNumber ? numbers.plain(value) : value), row);
    }

    private static Reading of(Column column, int place, char decimalPoint, List<String> timeFormats, ZoneId inputZone) {
        Type type = column.type();
        if (type instanceof Type.Uuid) {
            return (value, row) -> value.uuid(place, row);
        }
        if (type instanceof Type.Whole whole) {
            WholeNumbers numbers = WholeNumbers.of(whole);
            return (value, row) -> row.number(place, numbers.number(value));
        }
        if (type instanceof Type.Decimal decimal) {
            Decimals decimals = new Decimals(decimal, decimalPoint);
            return (value, row) -> row.number(place, decimals.units(value));
        }
        if (type instanceof Type.Real) {
            RealNumbers numbers = new RealNumbers(decimalPoint);
            return (value, row) -> row.number(place, numbers.bits(value));
        }
        if (type instanceof Type.Truth truth) {
            TruthWords words = new TruthWords(truth);
            return (value, row) -> row.number(place, words.number(value));
        }
        if (type instanceof Type.Timestamp timestamp) {
            TimeForm times = TimeForms.of(timestamp, timeFormats, inputZone);
            return (value, row) -> row.number(place, times.micros(value));
        }
        if (type instanceof Type.Date date) {
            Days days = Days.of(date.formats());
            return (value, row) -> row.number(place, days.day(value));
        }
        if (type instanceof Type.Time time) {
            DayTimes times = DayTimes.of(time.formats());
            return (value, row) -> row.number(place, times.micros(value));
        }
        if (type instanceof Type.Word) {
            Reason reason = Reason.ofWord(column.header());
            return (value, row) -> row.text(place, value.word(reason));
        }
        if (type instanceof Type.Text text) {
            Texts texts = new Texts(text);
            return (value, row) -> row.text(place, texts.text(value));
        }
        if (type instanceof Type.Json) {
            return (value, row) -> row.text(place, JsonTexts.text(value));
        }
        throw new IllegalArgumentException("A file cannot have a column of type " + type);
    }
}
