package dev.tidegate.ingest.operate.guess;

import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.KnownExports;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The columns that tell one row of a stream from another. */
final class StreamKey {

    /** So many records that differ in one column are no chance. */
    private static final int SHOWS_A_KEY = 20;

    private final SampledTable table;
    private final StreamCells values;
    private final KnownExports known;
    private final int deletes;

    /** @param deletes place of a column that is none of the stream; -1 where all are */
    StreamKey(StreamCells values, KnownExports known, int deletes) {
        this.table = values.table();
        this.values = values;
        this.known = known;
        this.deletes = deletes;
    }

    /** The first column that tells all records apart, or the first ones that look like keys and do so together. */
    Set<Integer> places() {
        List<Integer> candidates = IntStream.range(0, table.names().size())
                .filter(place -> place != deletes && values.isFull(place))
                .filter(place -> looksLikeKey(table.names().get(place)))
                .boxed()
                .toList();
        for (int place : candidates) {
            if (hasLineBehind(place) && candidates.contains(place + 1)) {
                Set<Integer> line = new LinkedHashSet<>(List.of(place, place + 1));
                return values.isUnique(line) ? line : Set.of();
            }
        }
        for (int place : candidates) {
            if (values.isUnique(Set.of(place))) {
                return Set.of(place);
            }
        }
        Set<Integer> together = new LinkedHashSet<>();
        for (int place : candidates) {
            together.add(place);
            if (values.isUnique(together)) {
                return together;
            }
        }
        return Set.of();
    }

    private boolean hasLineBehind(int place) {
        return place + 1 < table.names().size()
                && known.names()
                        .get("line")
                        .contains(KnownExports.bare(table.names().get(place + 1)));
    }

    private boolean looksLikeKey(String name) {
        String bare = KnownExports.bare(name);
        return bare.endsWith("id")
                || bare.endsWith("no")
                || bare.endsWith("sku")
                || bare.endsWith("code")
                || bare.endsWith("key")
                || bare.endsWith("number")
                || known.names().get("line").contains(bare);
    }

    /** @param names what the columns of the stream are called */
    Decision decision(Set<Integer> key, List<String> names) {
        if (key.isEmpty()) {
            return Decision.ambiguous(
                    "key",
                    "none",
                    "no columns that look like a key tell all records of the sample apart: rows are only appended,"
                            + " and a file that comes again in a larger one adds its rows again");
        }
        List<String> columns = key.stream().map(names::get).toList();
        boolean isShown = columns.size() == 1 && table.records().size() >= SHOWS_A_KEY;
        return new Decision(
                "key",
                Yaml.oneOrList(columns),
                List.of("%s in all %,d records of the sample%s"
                        .formatted(
                                columns.size() == 1 ? "differs" : "differ together",
                                table.records().size(),
                                isShown ? "" : "; whether they always will, only you know")),
                !isShown);
    }
}
