package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The framing rule once more, as plainly as it can be said and without regard to cost; comma, double quote, UTF-8. */
final class FramingOracle {
    private static final Pattern LINE = Pattern.compile("([^\r\n]*+)(\r\n|\r|\n|\\z)");
    private static final String QUOTED = "\"[^\"]*+(?:\"\"[^\"]*+)*+\"";
    private static final String STRICT_FIELD = "(?:" + QUOTED + "|[^\",\r\n]*+)(?=,|\\z)";
    private static final String LENIENT_FIELD = "(?:" + QUOTED + "[^,]*+|(?!\")[^,]*+)(?=,|\\z)";
    private static final String OPEN_FIELD = "\"[^\"]*+(?:\"\"[^\"]*+)*+\\z";

    private static final Pattern WELL_FORMED = Pattern.compile(STRICT_FIELD + "(?:," + STRICT_FIELD + ")*+\\z");
    private static final Pattern OPEN = Pattern.compile("(?:" + LENIENT_FIELD + ",)*+" + OPEN_FIELD);
    private static final Pattern TEXT_AFTER_QUOTE =
            Pattern.compile("(?:" + LENIENT_FIELD + ",)*?" + QUOTED + "[^,\"].*", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("\\G(" + QUOTED + "(?=,|\\z)|(?!\")[^,]*+)(,|\\z)");

    private final String bytes;
    private final int fieldCount;
    private final boolean strict;
    private final List<int[]> lines = new ArrayList<>(); // begin, end, end of the line end

    private FramingOracle(byte[] file, int fieldCount, boolean strict) {
        this.bytes = new String(file, ISO_8859_1);
        this.fieldCount = fieldCount;
        this.strict = strict;
        Matcher line = LINE.matcher(bytes).region(bytes.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0, bytes.length());
        while (line.find() && !line.group().isEmpty()) {
            lines.add(new int[] {line.start(), line.end(1), line.end()});
        }
    }

    /** @param strict whether separators part fields also where nothing follows in the line, see {@link Dialect#strict} */
    static List<FramedRecord> frame(byte[] file, int fieldCount, boolean strict) {
        return new FramingOracle(file, fieldCount, strict).frame();
    }

    private List<FramedRecord> frame() {
        List<FramedRecord> records = new ArrayList<>();
        int line = 0;
        while (line < lines.size()) {
            int last = line;
            int begin = lines.get(line)[0];
            String record = bytes.substring(begin, lines.get(line)[1]);
            if (!record.matches("[ \t]*")) {
                last = lastLine(line);
                record = bytes.substring(begin, lines.get(last)[1]);
                Problem problem = problem(record);
                records.add(new FramedRecord(
                        begin,
                        record.length(),
                        line + 1,
                        problem,
                        problem == null ? values(record).subList(0, fieldsOf(record)) : null));
            }
            line = last + 1;
        }
        return records;
    }

    /** The line on which the record of a line ends: a later one only if that makes it well formed. */
    private int lastLine(int first) {
        int last = first;
        while (last < lines.size() && OPEN.matcher(record(first, last)).matches()) {
            last++;
        }
        boolean whole = last < lines.size()
                && last > first
                && WELL_FORMED.matcher(record(first, last)).matches()
                && fieldsOf(record(first, last)) == fieldCount
                && record(first, last).length() <= RecordScanner.MAX_RECORD;
        return whole ? last : first;
    }

    private String record(int first, int last) {
        return bytes.substring(lines.get(first)[0], lines.get(last)[1]);
    }

    private Problem problem(String record) {
        if (record.length() > RecordScanner.MAX_RECORD) {
            return Problem.TOO_LONG;
        }
        if (OPEN.matcher(record).matches()) {
            return Problem.UNBALANCED_QUOTE;
        }
        if (TEXT_AFTER_QUOTE.matcher(record).matches()) {
            return Problem.TEXT_AFTER_QUOTE;
        }
        if (record.indexOf(0) >= 0) {
            return Problem.NUL;
        }
        if (utf8(record) == null) {
            return Problem.BAD_ENCODING;
        }
        return fieldsOf(record) == fieldCount ? null : Problem.FIELD_COUNT;
    }

    /** Separators at the end of a record, with nothing between them, part no fields. */
    private int fieldsOf(String record) {
        int count = values(record).size();
        Matcher field = FIELD.matcher(record);
        int end = 0;
        for (int i = 0; i < fieldCount && field.find(); i++) {
            end = field.end();
        }
        return !strict && count > fieldCount && record.substring(end).matches(",*+") ? fieldCount : count;
    }

    private static List<String> values(String record) {
        List<String> values = new ArrayList<>();
        Matcher field = FIELD.matcher(record);
        while (field.find()) {
            String raw = field.group(1);
            values.add(utf8(
                    raw.startsWith("\"") ? raw.substring(1, raw.length() - 1).replace("\"\"", "\"") : raw));
            if (field.group(2).isEmpty()) {
                break;
            }
        }
        return values;
    }

    private static String utf8(String bytes) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
