package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Column.Origin;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.OtherColumns;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.ingest.value.NumberForm;
import dev.tidegate.ingest.value.Reading;
import dev.tidegate.ingest.value.Value;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/** Makes the steps for a stream, once: with a record nothing is looked up by name. */
final class Compiler {

    private final Stream stream;
    private final ValueFormat format;
    private final ValueFormat declared;
    private final ZoneId inputZone;
    private final List<String> headers;
    private final Map<String, FieldStep> fields = new HashMap<>();

    /** By the places of the columns; null where a column needs none. */
    private final Step[] steps;

    Compiler(Stream stream, ValueFormat format, ValueFormat declared, ZoneId inputZone) {
        this.stream = stream;
        this.format = format;
        this.declared = declared;
        this.inputZone = inputZone;
        this.headers = stream.headers();
        this.steps = IntStream.range(0, stream.columns().size())
                .mapToObj(place -> step(stream.columns().get(place), place))
                .toArray(Step[]::new);
    }

    /** The columns that files have, by their headers. */
    Map<String, FieldStep> fields() {
        return fields;
    }

    /** The columns of which only some values are wanted. */
    Filter[] filters() {
        return Arrays.stream(steps)
                .filter(Filter.class::isInstance)
                .map(Filter.class::cast)
                .toArray(Filter[]::new);
    }

    /** All other columns. */
    Step[] steps() {
        return Arrays.stream(steps)
                .filter(step -> step != null && !(step instanceof Filter))
                .toArray(Step[]::new);
    }

    /** Null where no record takes its row away. */
    Deletions deletions() {
        if (stream.deleted() == null) {
            return null;
        }
        Set<Integer> kept = new HashSet<>();
        stream.keyColumns().forEach(name -> kept.add(stream.place(name)));
        if (stream.version() != null) {
            kept.add(stream.place(stream.version()));
        }
        Set<Integer> judged = new HashSet<>(kept);
        kept.forEach(place -> operands(stream.columns().get(place).type()).forEach(judged::add));
        String header = stream.deleted().header();
        return new Deletions(
                headers.indexOf(header),
                format.constants().get(header),
                format.words().getOrDefault(header, Map.of()),
                stream.deleted().values(),
                judged.stream()
                        .sorted(asJudged())
                        .map(place -> steps[place])
                        .filter(Objects::nonNull)
                        .toArray(Step[]::new),
                judged.stream()
                        .filter(place -> !kept.contains(place))
                        .mapToInt(Integer::intValue)
                        .toArray());
    }

    /** As of other records: columns of which only some values are wanted, then the order of the columns. */
    private Comparator<Integer> asJudged() {
        return Comparator.comparing((Integer place) -> !(steps[place] instanceof Filter))
                .thenComparing(Comparator.naturalOrder());
    }

    private IntStream operands(Type type) {
        if (type instanceof Type.Day day) {
            return IntStream.of(stream.place(day.timestamp()));
        }
        return type instanceof Type.Arithmetic sum
                ? IntStream.of(stream.place(sum.left()), stream.place(sum.right()))
                : IntStream.empty();
    }

    private Step step(Column column, int place) {
        Origin origin = column.origin();
        if (origin instanceof Origin.Header) {
            return ofField(column, place);
        }
        if (origin instanceof Origin.Constant constant) {
            Row kept = Constants.row(stream, column.name(), constant.text(), reading(column, place, declared));
            return (values, extra, file, row) -> row.take(place, kept);
        }
        if (origin instanceof Origin.FileName) {
            Reading reading = reading(column, place, format);
            String name = column.name();
            return (values, extra, file, row) -> reading.read(new Value(name, file.name()), row);
        }
        if (origin instanceof Origin.FileDate) {
            return FileDates.step(column, place);
        }
        if (origin instanceof Origin.Computed) {
            return format.shop().priceIsLineTotal() && column.equals(stream.lineTotal())
                    ? new LineTotal(stream, column)
                    : Computing.step(stream, column, place);
        }
        return stream.otherColumns() == OtherColumns.KEEP
                ? (values, extra, file, row) -> row.text(place, ExtraColumns.json(extra))
                : null;
    }

    private Step ofField(Column column, int place) {
        IdColumns ids = format.idColumns();
        if (ids != null && place == stream.uuidKey()) {
            return (values, extra, file, row) -> row.uuid(place, ids.id(values, extra));
        }
        Reading ofDeclared = reading(column, place, declared);
        FieldStep step = new FieldStep(
                column,
                headers.indexOf(column.header()),
                format,
                accepted(column),
                reading(column, place, format),
                ofDeclared);
        fields.putIfAbsent(column.header(), step);
        return column.isFilter()
                ? new Filter(stream, place, step, ofShop(column, step), accepted(column), ofDeclared)
                : ofShop(column, step);
    }

    private Step ofShop(Column column, FieldStep step) {
        if (format.shop().refunds() == null) {
            return step;
        }
        OfRefund refund = new OfRefund(stream, format.shop().refunds(), numbers(format));
        return switch (column.name()) {
            case Events.EVENT_TYPE -> refund.type(step);
            case Events.QUANTITY, Stream.PRICE -> refund.amount(step);
            default -> step;
        };
    }

    private Set<String> accepted(Column column) {
        boolean byFormat =
                column.name().equals(Events.EVENT_TYPE) && format.shop().eventTypes() != null;
        return byFormat ? format.shop().eventTypes() : column.accepted();
    }

    private Reading reading(Column column, int place, ValueFormat written) {
        ZoneId zone = written.zone() == null ? inputZone : written.zone();
        return Reading.of(
                column,
                place,
                numbers(written),
                column.header() != null && written.cells().wholeNumbers().contains(column.header()),
                written.timeFormats(),
                zone);
    }

    private static NumberForm numbers(ValueFormat written) {
        Cells cells = written.cells();
        return new NumberForm(written.decimalPoint(), cells.thousands(), cells.currencySigns());
    }
}
