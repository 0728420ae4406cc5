package dev.tidegate.ingest.operate.guess.sample;

import dev.tidegate.ingest.rules.DeliveredFile;
import dev.tidegate.ingest.rules.StreamRules;
import dev.tidegate.ingest.rules.ValueFormat;
import dev.tidegate.ingest.rules.Verdict;
import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Column.Origin;
import dev.tidegate.ingest.stream.Key;
import dev.tidegate.ingest.stream.OtherColumns;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Table;
import dev.tidegate.ingest.stream.Type;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** What the job's own rules make of a text, were it of a type and so written. */
public final class Probe {

    private static final DeliveredFile FILE = new DeliveredFile("sample", 0);

    private final StreamRules rules;
    private final Stream alone;

    /** @throws IllegalArgumentException if it is no way to write values */
    Probe(Type type, ValueFormat format, ZoneId zone) {
        Column column = new Column("value", type, new Origin.Header("value"), true, null, List.of(), Set.of());
        this.alone = new Stream(
                "sampled",
                new Table("public", "none"),
                List.of(column),
                new Key.FileAndLine(false),
                null,
                null,
                OtherColumns.IGNORE,
                Set.of());
        this.rules = new StreamRules(alone, format, zone);
    }

    /** Of a type that needs no word on how it is written. */
    public Probe(Type type) {
        this(type, ValueFormat.NATIVE, ZoneId.of("UTC"));
    }

    /** Whether the text is a value of the type. */
    public boolean takes(String text) {
        return number(text).isPresent();
    }

    /** The number by which the row keeps the value; empty where it is none. */
    public OptionalLong number(String text) {
        Row row = new Row(alone);
        return rules.judge(new String[] {text}, null, FILE, row) instanceof Verdict.Accepted
                ? OptionalLong.of(row.number(0))
                : OptionalLong.empty();
    }
}
