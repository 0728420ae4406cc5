package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.ingest.value.BrokenRule;
import dev.tidegate.ingest.value.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;

/** Columns that follow from others, exactly. Absent where one of those is. */
final class Computing {

    private static final long MICROS_A_DAY = Duration.ofDays(1).toNanos() / 1000;

    private Computing() {}

    /** @throws IllegalArgumentException if the column is not computed, or not of numbers */
    static Step step(Stream stream, Column column, int place) {
        if (column.type() instanceof Type.Day day) {
            int timestamp = stream.place(day.timestamp());
            return (values, extra, file, row) -> {
                if (row.has(timestamp)) {
                    row.number(place, Math.floorDiv(row.number(timestamp), MICROS_A_DAY));
                } else {
                    refuseAbsent(column);
                }
            };
        }
        if (column.type() instanceof Type.Arithmetic arithmetic) {
            return new Result(stream, column, place, arithmetic);
        }
        throw new IllegalArgumentException(
                "column %s is computed: expected a date, a product, a sum or a difference".formatted(column.name()));
    }

    private static void refuseAbsent(Column column) throws BrokenRule {
        if (column.required()) {
            throw new BrokenRule(Reason.MISSING_VALUE, column.name(), null);
        }
    }

    /** Two numbers taken together. By halves of 128 bits where no step can leave them, else by numbers of any size. */
    private static final class Result implements Step {

        private final Column column;
        private final int place;
        private final int left;
        private final int right;
        private final Type.Operator operator;
        private final int precision;
        private final int scale;
        private final BigInteger leftUnits;
        private final BigInteger rightUnits;
        private final BigInteger beyond;
        private final boolean plainProduct;

        Result(Stream stream, Column column, int place, Type.Arithmetic type) {
            this.column = column;
            this.place = place;
            this.left = stream.place(type.left());
            this.right = stream.place(type.right());
            this.operator = type.operator();
            this.precision = type.precision();
            this.scale = type.scale();
            Type leftType = stream.columns().get(left).type();
            Type rightType = stream.columns().get(right).type();
            boolean product = operator == Type.Operator.TIMES;
            int productShift = scale - scale(leftType) - scale(rightType);
            this.leftUnits = tenTo(product ? productShift : scale - scale(leftType));
            this.rightUnits = tenTo(product ? 0 : scale - scale(rightType));
            this.beyond = tenTo(precision);
            this.plainProduct = product
                    && productShift == 0
                    && largest(leftType).multiply(largest(rightType)).compareTo(beyond) < 0;
        }

        private BigInteger tenTo(int power) {
            if (power < 0) {
                throw new IllegalArgumentException("column %s has %d decimals: expected at least %d"
                        .formatted(column.name(), scale, scale - power));
            }
            return BigInteger.TEN.pow(power);
        }

        private static int scale(Type type) {
            if (type instanceof Type.Decimal decimal) {
                return decimal.scale();
            }
            if (type instanceof Type.Whole) {
                return 0;
            }
            throw new IllegalArgumentException(
                    "a product, sum or difference is of whole numbers and decimals, not of " + type);
        }

        /** No value of the type is farther from 0. */
        private static BigInteger largest(Type type) {
            if (type instanceof Type.Decimal decimal) {
                return BigInteger.TEN.pow(decimal.precision()).subtract(BigInteger.ONE);
            }
            Type.Whole whole = (Type.Whole) type;
            return BigInteger.valueOf(whole.least())
                    .abs()
                    .max(BigInteger.valueOf(whole.most()).abs());
        }

        @Override
        public void take(String[] values, Map<String, String> extra, DeliveredFile file, Row row) throws BrokenRule {
            if (!row.has(left) || !row.has(right)) {
                refuseAbsent(column);
                return;
            }
            long a = row.number(left);
            long b = row.number(right);
            if (plainProduct) {
                row.wide(place, Math.multiplyHigh(a, b), a * b);
            } else {
                ofAnySize(a, b, row);
            }
        }

        private void ofAnySize(long a, long b, Row row) throws BrokenRule {
            BigInteger one = BigInteger.valueOf(a).multiply(leftUnits);
            BigInteger other = BigInteger.valueOf(b).multiply(rightUnits);
            BigInteger result =
                    switch (operator) {
                        case TIMES -> one.multiply(other);
                        case PLUS -> one.add(other);
                        case MINUS -> one.subtract(other);
                    };
            if (result.abs().compareTo(beyond) >= 0) {
                throw new BrokenRule(
                        Reason.OUT_OF_RANGE,
                        column.name(),
                        new BigDecimal(result, scale).toPlainString(),
                        "at most " + (precision - scale) + " digits before the point");
            }
            // Less than 38 digits, which 128 bits hold.
            row.wide(place, result.shiftRight(Long.SIZE).longValue(), result.longValue());
        }
    }
}
