package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.ingest.value.BrokenRule;
import dev.tidegate.ingest.value.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;

/**
 * The total of a line, where files have it instead of the price of one piece. The total is kept to the last digit; the price of
 * one piece is worked out of it, and rounded half up where it has more decimals than the table.
 */
final class LineTotal implements Step {

    private final int total;
    private final int price;
    private final int pieces;
    private final int scale;
    private final Type.Decimal priceType;
    private final int scaleOfPieces;

    /** @param column see {@link Stream#lineTotal} */
    LineTotal(Stream stream, Column column) {
        Type.Arithmetic product = (Type.Arithmetic) column.type();
        String other = product.left().equals(Stream.PRICE) ? product.right() : product.left();
        this.total = stream.place(column.name());
        this.price = stream.place(Stream.PRICE);
        this.pieces = stream.place(other);
        this.scale = product.scale();
        this.priceType = (Type.Decimal) stream.column(Stream.PRICE).type();
        this.scaleOfPieces = stream.column(other).type() instanceof Type.Decimal decimal ? decimal.scale() : 0;
    }

    @Override
    public void take(String[] values, Map<String, String> extra, DeliveredFile file, Row row) throws BrokenRule {
        if (!row.has(price) || !row.has(pieces)) {
            return;
        }
        BigDecimal ofLine = BigDecimal.valueOf(row.number(price), priceType.scale());
        BigInteger units = ofLine.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue();
        row.wide(total, units.shiftRight(Long.SIZE).longValue(), units.longValue());
        row.number(price, ofOne(ofLine, BigDecimal.valueOf(row.number(pieces), scaleOfPieces)));
    }

    private long ofOne(BigDecimal ofLine, BigDecimal pieces) throws BrokenRule {
        BigInteger units = pieces.signum() == 0
                ? BigInteger.ZERO
                : ofLine.divide(pieces, priceType.scale(), RoundingMode.HALF_UP).unscaledValue();
        if (units.abs().compareTo(BigInteger.TEN.pow(priceType.precision())) >= 0) {
            throw new BrokenRule(
                    Reason.OUT_OF_RANGE,
                    Stream.PRICE,
                    ofLine.toPlainString(),
                    "a price of one piece of at most %d digits before the point"
                            .formatted(priceType.precision() - priceType.scale()));
        }
        return units.longValueExact();
    }
}
