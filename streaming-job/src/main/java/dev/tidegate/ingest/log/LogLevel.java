package dev.tidegate.ingest.log;

import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * From which level on a logger says something.
 *
 * @param logger a name or the beginning of names, such as {@code org.apache.spark}
 */
record LogLevel(String logger, Level level) {

    /** Whose level is meant where no logger is named. */
    private static final String OURS = "dev.tidegate";

    /** Amazon's SDK, under the name that it has in the jar: below INFO it tells what it signs, with the token of a session. */
    private static final String AMAZON = "dev.tidegate.shaded.amazon";

    void set() {
        // Those below it may have levels of their own, which somebody who asks for this one does not expect.
        Configurator.setAllLevels(logger, level);
        if (AMAZON.startsWith(logger) || logger.startsWith(AMAZON)) {
            Configurator.setAllLevels(AMAZON, level.isMoreSpecificThan(Level.INFO) ? level : Level.INFO);
        }
    }

    static final class Converter implements ITypeConverter<LogLevel> {

        @Override
        public LogLevel convert(String value) {
            int equals = value.indexOf('=');
            String logger = equals < 0 ? OURS : value.substring(0, equals).strip();
            Level level = Level.getLevel(value.substring(equals + 1).strip().toUpperCase(Locale.ROOT));
            if (level == null || logger.isEmpty()) {
                throw new TypeConversionException(
                        "'%s' is not one of trace, debug, info, warn, error, off, or LOGGER= and one of them"
                                .formatted(value));
            }
            return new LogLevel(logger, level);
        }
    }
}
