package dev.tidegate.ingest.log;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the lines of the log look. */
enum LogFormat {
    /** As the configuration of the log says. */
    TEXT,
    /** One JSON object a line. */
    JSON;

    static final class Converter implements ITypeConverter<LogFormat> {

        @Override
        public LogFormat convert(String value) {
            return switch (value.strip().toLowerCase(Locale.ROOT)) {
                case "text" -> TEXT;
                case "json" -> JSON;
                default -> throw new TypeConversionException("'%s' is not text or json".formatted(value));
            };
        }
    }
}
