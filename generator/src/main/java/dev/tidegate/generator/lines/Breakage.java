package dev.tidegate.generator.lines;

import java.util.Arrays;

/** The ways a line breaks. Each costs a reader just the line it stands on, and no reader can take the line for an event. */
enum Breakage {
    FIELDS_MISSING {
        @Override
        String broken(String[] fields, CsvFormat csv) {
            return csv.line(Arrays.copyOf(fields, EventFormat.EVENT_TYPE));
        }
    },
    FIELD_TOO_MANY {
        @Override
        String broken(String[] fields, CsvFormat csv) {
            return csv.line(fields) + ",1";
        }
    },
    EVENT_ID_IS_NO_UUID {
        @Override
        String broken(String[] fields, CsvFormat csv) {
            return replaced(fields, EventFormat.EVENT_ID, fields[EventFormat.EVENT_ID].replace("-", "_"), csv);
        }
    },
    PRODUCT_ID_EMPTY {
        @Override
        String broken(String[] fields, CsvFormat csv) {
            return replaced(fields, EventFormat.PRODUCT_ID, "", csv);
        }
    },
    EVENT_TYPE_EMPTY {
        @Override
        String broken(String[] fields, CsvFormat csv) {
            return replaced(fields, EventFormat.EVENT_TYPE, "", csv);
        }
    },
    QUANTITY_ZERO {
        @Override
        String broken(String[] fields, CsvFormat csv) {
            return replaced(fields, EventFormat.QUANTITY, "0", csv);
        }
    },
    PRICE_WITH_COMMA {
        @Override
        String broken(String[] fields, CsvFormat csv) {
            return replaced(fields, EventFormat.PRICE, fields[EventFormat.PRICE].replace('.', ','), csv);
        }
    },
    PRICE_WITH_FIVE_DECIMALS {
        @Override
        String broken(String[] fields, CsvFormat csv) {
            return replaced(fields, EventFormat.PRICE, fields[EventFormat.PRICE] + "555", csv);
        }
    },
    TIMESTAMP_IS_NO_DAY {
        @Override
        String broken(String[] fields, CsvFormat csv) {
            String timestamp = fields[EventFormat.TIMESTAMP];
            int date = "yyyy-mm-dd".length();
            return replaced(
                    fields,
                    EventFormat.TIMESTAMP,
                    timestamp.substring(0, 4) + "-02-30" + timestamp.substring(date),
                    csv);
        }
    },
    QUOTE_NOT_CLOSED {
        @Override
        String broken(String[] fields, CsvFormat csv) {
            return withRawName(fields, "\"" + bareName(fields), csv);
        }
    },
    TEXT_BEHIND_QUOTE {
        @Override
        String broken(String[] fields, CsvFormat csv) {
            return withRawName(fields, "\"" + bareName(fields) + "\" (new)", csv);
        }
    },
    HEADER_AGAIN {
        @Override
        String broken(String[] fields, CsvFormat csv) {
            return EventFormat.headerOf(fields);
        }
    };

    /** The fields of a good event as a broken line. */
    abstract String broken(String[] fields, CsvFormat csv);

    private static String replaced(String[] fields, int column, String value, CsvFormat csv) {
        String[] changed = fields.clone();
        changed[column] = value;
        return csv.line(changed);
    }

    private static String bareName(String[] fields) {
        return fields[EventFormat.PRODUCT_NAME].replace("\"", "");
    }

    /** With a product name as it is, neither quoted nor escaped. */
    private static String withRawName(String[] fields, String rawName, CsvFormat csv) {
        String before = csv.line(Arrays.copyOf(fields, EventFormat.PRODUCT_NAME));
        String behind = csv.line(Arrays.copyOfRange(fields, EventFormat.PRODUCT_NAME + 1, fields.length));
        return before + "," + rawName + "," + behind;
    }
}
