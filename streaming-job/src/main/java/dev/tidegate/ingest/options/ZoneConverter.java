package dev.tidegate.ingest.options;

import java.time.DateTimeException;
import java.time.ZoneId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads time zones such as {@code UTC} or {@code Europe/Berlin}. */
public final class ZoneConverter implements ITypeConverter<ZoneId> {
    @Override
    public ZoneId convert(String value) {
        try {
            return ZoneId.of(value);
        } catch (DateTimeException e) {
            throw new TypeConversionException("'%s' is not a time zone such as UTC or Europe/Berlin".formatted(value));
        }
    }
}
