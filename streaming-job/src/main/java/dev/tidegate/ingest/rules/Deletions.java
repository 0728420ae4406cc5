package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.value.BrokenRule;
import dev.tidegate.ingest.value.Value;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which records take their row away, and what is judged of those: key and version, and nothing else. */
final class Deletions {

    private final int field;
    private final String constant;
    private final Map<String, String> words;
    private final Set<String> values;
    private final Step[] steps;
    private final int[] onlyJudged;

    /**
     * @param field of the header that tells, among the values of a record
     * @param constant what files mean that do not have it; null for nothing
     * @param words what words of the file mean, in lower case
     * @param onlyJudged places of columns of which key or version follow, and which the row does not keep
     */
    Deletions(
            int field, String constant, Map<String, String> words, Set<String> values, Step[] steps, int[] onlyJudged) {
        this.field = field;
        this.constant = constant;
        this.words = words;
        this.values = values;
        this.steps = steps;
        this.onlyJudged = onlyJudged;
    }

    boolean is(String[] record) {
        String text = record[field] == null ? constant : record[field];
        if (text == null || Value.isBlank(text)) {
            return false;
        }
        String stripped = Value.stripped(text);
        return values.contains(words.isEmpty() ? stripped : words.getOrDefault(lower(stripped), stripped));
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    Verdict judge(String[] record, Map<String, String> extra, DeliveredFile file, Row row) throws BrokenRule {
        for (Step step : steps) {
            step.take(record, extra, file, row);
            if (step instanceof Filter filter && !filter.accepts(row)) {
                return new Verdict.Filtered(filter.shown(record, row));
            }
        }
        for (int place : onlyJudged) {
            row.clear(place);
        }
        row.delete();
        return new Verdict.Accepted(row);
    }
}
