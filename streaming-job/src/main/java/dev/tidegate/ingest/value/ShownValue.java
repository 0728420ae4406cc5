package dev.tidegate.ingest.value;

import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/** Values of a row as people write them. */
public final class ShownValue {

    private ShownValue() {}

    /** Null where there is none. */
    public static String of(Type type, Row row, int place) {
        if (!row.has(place)) {
            return null;
        }
        long number = row.number(place);
        if (type instanceof Type.Whole) {
            return Long.toString(number);
        }
        if (type instanceof Type.Decimal decimal) {
            return BigDecimal.valueOf(number, decimal.scale()).toPlainString();
        }
        if (type instanceof Type.Arithmetic arithmetic) {
            BigInteger units =
                    BigInteger.valueOf(number).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(row.low(place))));
            return new BigDecimal(units, arithmetic.scale()).toPlainString();
        }
        if (type instanceof Type.Real) {
            return Double.toString(Double.longBitsToDouble(number));
        }
        if (type instanceof Type.Truth) {
            return Boolean.toString(number == 1);
        }
        if (type instanceof Type.Date || type instanceof Type.Day) {
            return LocalDate.ofEpochDay(number).toString();
        }
        if (type instanceof Type.Time) {
            return LocalTime.ofNanoOfDay(number * 1000).toString();
        }
        if (type instanceof Type.Timestamp) {
            return Instant.EPOCH.plus(number, ChronoUnit.MICROS).toString();
        }
        return type instanceof Type.Uuid ? row.uuid(place).toString() : row.text(place);
    }
}
