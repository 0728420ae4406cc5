package dev.tidegate.dashboard.web;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.stream.JsonWriter;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.tidegate.dashboard.database.Table;
import dev.tidegate.dashboard.panel.Answer;
import dev.tidegate.dashboard.panel.Bucket;
import dev.tidegate.dashboard.panel.Question;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;

/** Answers as JSON and as CSV. */
final class Bodies {
    /** A spreadsheet reads a text that begins with one of these as a formula. */
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private final Gson gson =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    String json(Object value) {
        return gson.toJson(value);
    }

    /** Row by row, since ten thousand rows as one text would take megabytes for each request. */
    void json(Question question, Answer answer, Writer out) throws IOException {
        JsonWriter json = gson.newJsonWriter(out);
        json.beginObject();
        json.name("panel").value(question.panel().label());
        json.name("as_of").value(answer.at().toString());
        json.name("batch").value(answer.batch());
        json.name("took_ms").value(BigDecimal.valueOf(answer.took().toNanos() / 1_000, 3));
        if (question.panel().isRanged()) {
            json.name("since").value(answer.span().since().toString());
            json.name("until").value(answer.span().until().toString());
            json.name("bucket").value(answer.span().bucket().label());
            json.name("buckets").beginArray();
            for (Bucket bucket : question.readableBuckets()) {
                json.value(bucket.label());
            }
            json.endArray();
            json.name("earlier_seconds").value(answer.span().earlier().toSeconds());
        }
        json.name("rows").beginArray();
        List<String> columns = answer.table().columns();
        for (List<Object> row : answer.table().rows()) {
            json.beginObject();
            for (int column = 0; column < columns.size(); column++) {
                json.name(columns.get(column));
                gson.toJson(row.get(column), Object.class, json);
            }
            json.endObject();
        }
        json.endArray().endObject().flush();
    }

    void csv(Table table, Writer out) throws IOException {
        // Not closed: that is up to the caller.
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out);
        csv.writeRecord(table.columns());
        for (List<Object> row : table.rows()) {
            csv.writeRecord(row.stream().map(Bodies::field).toList());
        }
        csv.flush();
    }

    private static String field(Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof String text && !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0) {
            return "'" + text;
        }
        return value == null ? "" : value.toString();
    }
}
