package dev.tidegate.dashboard.web;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.tidegate.dashboard.database.Table;
import dev.tidegate.dashboard.panel.Answer;
import dev.tidegate.dashboard.panel.Question;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers as JSON and as CSV. */
final class Bodies {
    /** A spreadsheet takes a text that begins so for a formula. */
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private final Gson gson =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    String json(Object value) {
        return gson.toJson(value);
    }

    String json(Question question, Answer answer) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("panel", question.panel().label());
        body.put("as_of", answer.at().toString());
        body.put("batch", answer.batch());
        body.put("took_ms", BigDecimal.valueOf(answer.took().toNanos() / 1_000, 3));
        if (question.panel().isRanged()) {
            body.put("since", answer.span().since().toString());
            body.put("until", answer.span().until().toString());
            body.put("bucket", answer.span().bucket().label());
            body.put("earlier_seconds", answer.span().earlier().toSeconds());
        }
        body.put("rows", answer.table().records());
        return gson.toJson(body);
    }

    String csv(Table table) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv =
                CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text)) {
            csv.writeRecord(table.columns());
            for (List<Object> row : table.rows()) {
                csv.writeRecord(row.stream().map(Bodies::field).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return text.toString();
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
