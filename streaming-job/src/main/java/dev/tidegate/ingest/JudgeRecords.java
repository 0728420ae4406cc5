package dev.tidegate.ingest;

import dev.tidegate.ingest.load.JudgedRow;
import dev.tidegate.ingest.rules.Event;
import dev.tidegate.ingest.rules.EventFormat;
import dev.tidegate.ingest.rules.EventRules;
import dev.tidegate.ingest.rules.Verdict;
import dev.tidegate.ingest.source.LandingSchema;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Between source and load: takes the fields of each record to the rules and writes down what they say. */
final class JudgeRecords implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1;

    private static final int EXTRA = LandingSchema.FIRST_COLUMN + EventRules.COLUMNS.size();
    private static final int FORMAT = EXTRA + 1;

    private final ZoneId inputZone;
    private final EventFormat[] formats;

    /** @param formats by the numbers that the source gives; the first alone where it gives none */
    JudgeRecords(ZoneId inputZone, List<EventFormat> formats) {
        this.inputZone = inputZone;
        this.formats = formats.toArray(EventFormat[]::new);
    }

    @Override
    public Iterator<Row> call(Iterator<Row> records) {
        EventRules[] rules = Arrays.stream(formats)
                .map(format -> new EventRules(inputZone, format))
                .toArray(EventRules[]::new);
        String[] values = new String[EventRules.COLUMNS.size()];
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Row next() {
                return judge(records.next(), rules, values);
            }
        };
    }

    private static Row judge(Row landed, EventRules[] rules, String[] values) {
        Object[] judged = new Object[JudgedRow.SCHEMA.size()];
        judged[JudgedRow.FILE_NO] = landed.get(LandingSchema.FILE_NO);
        judged[JudgedRow.LINE] = landed.get(LandingSchema.LINE);
        if (!landed.isNullAt(LandingSchema.FILE_STATE)) {
            endOfFile(landed, judged);
        } else if (!landed.isNullAt(LandingSchema.PROBLEM)) {
            reject(
                    landed,
                    judged,
                    landed.getString(LandingSchema.PROBLEM),
                    null,
                    landed.getString(LandingSchema.MESSAGE));
        } else {
            for (int column = 0; column < values.length; column++) {
                values[column] = landed.getString(LandingSchema.FIRST_COLUMN + column);
            }
            Map<String, String> extra = landed.isNullAt(EXTRA) ? null : landed.getJavaMap(EXTRA);
            EventRules ofFile = rules[rules.length == 1 ? 0 : landed.getInt(FORMAT)];
            verdict(landed, judged, ofFile.judge(values, extra));
            if (judged[JudgedRow.EVENT_ID_HIGH] == null) {
                eventId(judged, ofFile.derivedId(values, extra));
            }
        }
        return RowFactory.create(judged);
    }

    private static void endOfFile(Row landed, Object[] judged) {
        judged[JudgedRow.KIND] = JudgedRow.END_OF_FILE;
        judged[JudgedRow.REASON] = landed.get(LandingSchema.PROBLEM);
        judged[JudgedRow.MESSAGE] = landed.get(LandingSchema.MESSAGE);
        judged[JudgedRow.FILE_STATE] = landed.get(LandingSchema.FILE_STATE);
        judged[JudgedRow.SHA256] = landed.get(LandingSchema.SHA256);
        judged[JudgedRow.RECORDS] = landed.get(LandingSchema.RECORDS);
    }

    private static void verdict(Row landed, Object[] judged, Verdict verdict) {
        if (verdict instanceof Verdict.Accepted accepted) {
            accept(judged, accepted.event());
        } else if (verdict instanceof Verdict.Rejected rejected) {
            reject(landed, judged, rejected.reason(), rejected.column(), rejected.message());
        } else {
            judged[JudgedRow.KIND] = JudgedRow.FILTERED;
        }
    }

    private static void accept(Object[] judged, Event event) {
        judged[JudgedRow.KIND] = JudgedRow.ACCEPTED;
        eventId(judged, event.eventId());
        judged[JudgedRow.USER_ID] = event.userId();
        judged[JudgedRow.PRODUCT_ID] = event.productId();
        judged[JudgedRow.EVENT_TIMESTAMP] = event.timestampMicros();
        judged[JudgedRow.QUANTITY] = event.quantity();
        judged[JudgedRow.PRICE] = event.priceCents();
        judged[JudgedRow.EVENT_TYPE] = event.eventType();
        judged[JudgedRow.PRODUCT_NAME] = event.productName();
        judged[JudgedRow.CATEGORY] = event.category();
        judged[JudgedRow.EXTRA] = event.extra();
    }

    private static void eventId(Object[] judged, UUID id) {
        if (id != null) {
            judged[JudgedRow.EVENT_ID_HIGH] = id.getMostSignificantBits();
            judged[JudgedRow.EVENT_ID_LOW] = id.getLeastSignificantBits();
        }
    }

    private static void reject(Row landed, Object[] judged, String reason, String column, String message) {
        judged[JudgedRow.KIND] = JudgedRow.REJECTED;
        judged[JudgedRow.BYTE_OFFSET] = landed.get(LandingSchema.BYTE_OFFSET);
        judged[JudgedRow.BYTE_LENGTH] = landed.get(LandingSchema.BYTE_LENGTH);
        judged[JudgedRow.REASON] = reason;
        judged[JudgedRow.COLUMN_NAME] = column;
        judged[JudgedRow.MESSAGE] = message;
    }
}
