package dev.tidegate.generator.lines;

import com.opencsv.CSVWriter;
import com.opencsv.ICSVWriter;
import java.io.StringWriter;

/** RFC 4180: a field is quoted where it has to be, a quote in it is doubled. Not for use by several threads. */
public final class CsvFormat {

    private final StringWriter buffer = new StringWriter();
    private final ICSVWriter csv = new CSVWriter(
            buffer,
            ICSVWriter.DEFAULT_SEPARATOR,
            ICSVWriter.DEFAULT_QUOTE_CHARACTER,
            ICSVWriter.DEFAULT_QUOTE_CHARACTER,
            "");

    /** The fields as one line, without line end. */
    public String line(String... fields) {
        buffer.getBuffer().setLength(0);
        csv.writeNext(fields, false);
        return buffer.toString();
    }
}
