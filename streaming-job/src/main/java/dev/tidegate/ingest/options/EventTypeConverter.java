package dev.tidegate.ingest.options;

import dev.tidegate.ingest.stream.Events;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads types of events such as {@code view}. */
public final class EventTypeConverter implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
        if (!Events.TYPES.contains(value)) {
            throw new TypeConversionException(
                    "'%s' is not one of %s".formatted(value, String.join(", ", Events.TYPES)));
        }
        return value;
    }
}
