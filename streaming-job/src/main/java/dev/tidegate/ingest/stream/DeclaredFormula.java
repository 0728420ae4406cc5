package dev.tidegate.ingest.stream;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a column follows from others.
 *
 * @param operator null for the day of a timestamp, which is the one column
 */
record DeclaredFormula(Type.Operator operator, List<String> columns) {

    private static final String EXPECTED =
            "found '%s', expected a * b, a + b or a - b of two columns, or date(a) of one";
    private static final String DAY = "date(";

    /**
     * A formula as it is written.
     *
     * @param known names of columns, in which the signs of operators may stand, too
     * @throws IllegalArgumentException if it is none
     */
    static DeclaredFormula of(String text, Collection<String> known) {
        String formula = text.strip();
        if (formula.startsWith(DAY) && formula.endsWith(")")) {
            return new DeclaredFormula(
                    null,
                    List.of(formula.substring(DAY.length(), formula.length() - 1)
                            .strip()));
        }
        List<DeclaredFormula> readings = Stream.iterate(0, i -> i < formula.length(), i -> i + 1)
                .flatMap(i -> operator(formula.charAt(i)).stream()
                        .map(sign -> new DeclaredFormula(
                                sign,
                                List.of(
                                        formula.substring(0, i).strip(),
                                        formula.substring(i + 1).strip()))))
                .filter(reading -> reading.columns.stream().noneMatch(String::isEmpty))
                .toList();
        return readings.stream()
                .filter(reading -> known.containsAll(reading.columns))
                .findFirst()
                .or(() -> readings.stream().findFirst())
                .orElseThrow(() -> new IllegalArgumentException(EXPECTED.formatted(text)));
    }

    private static Optional<Type.Operator> operator(char sign) {
        return switch (sign) {
            case '*' -> Optional.of(Type.Operator.TIMES);
            case '+' -> Optional.of(Type.Operator.PLUS);
            case '-' -> Optional.of(Type.Operator.MINUS);
            default -> Optional.empty();
        };
    }

    /** The type in a declaration of what it makes. */
    String typeName() {
        return operator == null ? "date" : "decimal";
    }

    /** Why it cannot be made of these; null where it can. */
    String complaint(String column, Column operand) {
        Type type = operand.type();
        boolean fits = operator == null
                ? type instanceof Type.Timestamp
                : type instanceof Type.Whole || type instanceof Type.Decimal;
        return fits
                ? null
                : "%s cannot be made of %s: expected %s"
                        .formatted(column, operand.name(), operator == null ? "a timestamp" : "integers and decimals");
    }

    /**
     * Why its results have no room in so many digits; null where they have.
     *
     * @param left the types of the two columns
     */
    String tooLarge(Type left, Type right, int precision, int scale) {
        int needed = operator == Type.Operator.TIMES ? scale(left) + scale(right) : Math.max(scale(left), scale(right));
        if (scale < needed) {
            return "scale is %d, but results have up to %d decimals, and nothing is rounded: expected a scale of at least %d"
                    .formatted(scale, needed, needed);
        }
        BigDecimal largest = largest(left, right);
        int whole = largest.toBigInteger().equals(BigInteger.ZERO)
                ? 0
                : largest.toBigInteger().toString().length();
        if (whole > precision - scale) {
            String room = whole + scale > Type.Arithmetic.MOST_DIGITS
                    ? "limits (min and max) on %s and %s".formatted(columns.get(0), columns.get(1))
                    : "a precision of at least %d".formatted(whole + scale);
            return "precision %d leaves %d digits before the point, but results have up to %d: expected %s"
                    .formatted(precision, precision - scale, whole, room);
        }
        return null;
    }

    private BigDecimal largest(Type left, Type right) {
        BigDecimal a = least(left);
        BigDecimal b = most(left);
        BigDecimal c = least(right);
        BigDecimal d = most(right);
        Stream<BigDecimal> corners =
                switch (operator) {
                    case TIMES -> Stream.of(a.multiply(c), a.multiply(d), b.multiply(c), b.multiply(d));
                    case PLUS -> Stream.of(a.add(c), b.add(d));
                    case MINUS -> Stream.of(a.subtract(d), b.subtract(c));
                };
        return corners.map(BigDecimal::abs).max(BigDecimal::compareTo).orElseThrow();
    }

    private static int scale(Type type) {
        return type instanceof Type.Decimal decimal ? decimal.scale() : 0;
    }

    private static BigDecimal least(Type type) {
        if (type instanceof Type.Decimal decimal) {
            return BigDecimal.valueOf(Math.max(decimal.min(), -units(decimal)), decimal.scale());
        }
        return BigDecimal.valueOf(((Type.Whole) type).min());
    }

    private static BigDecimal most(Type type) {
        if (type instanceof Type.Decimal decimal) {
            return BigDecimal.valueOf(Math.min(decimal.max(), units(decimal)), decimal.scale());
        }
        return BigDecimal.valueOf(((Type.Whole) type).max());
    }

    private static long units(Type.Decimal decimal) {
        return BigInteger.TEN.pow(decimal.precision()).longValueExact() - 1;
    }
}
