package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Type;

/** Brings the value of one column into the row, if its rule allows it. Made once for all records. */
interface Reading {

    void read(Value value, Row row) throws BrokenRule;

    /**
     * The rule of a column that files have.
     *
     * @param place of the column in the row
     */
    static Reading of(Column column, int place, EventFormat format, TimeForm times) {
        Type type = column.type();
        if (type instanceof Type.Uuid) {
            return (value, row) -> value.uuid(place, row);
        }
        if (type instanceof Type.Whole whole) {
            long min = whole.min();
            long max = whole.max();
            return (value, row) -> row.number(place, value.wholeNumber(min, max));
        }
        if (type instanceof Type.Decimal decimal) {
            char point = format.decimalPoint();
            int digits = decimal.precision() - 2;
            return (value, row) -> row.number(place, value.hundredths(point, digits));
        }
        if (type instanceof Type.Timestamp) {
            return (value, row) -> row.number(place, times.micros(value));
        }
        if (type instanceof Type.Text text) {
            int maxLength = text.maxLength();
            return (value, row) -> row.text(place, value.textOrNull(maxLength));
        }
        if (type instanceof Type.Word) {
            return (value, row) -> row.text(place, format.word(value));
        }
        throw new IllegalArgumentException("A file cannot have a column of type " + type);
    }
}
