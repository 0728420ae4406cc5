package dev.tidegate.ingest.options;

import java.time.ZoneId;
import picocli.CommandLine.Option;

/** How the values of a file are to be understood where the file does not say it. */
public final class FormatOptions {

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            defaultValue = "${env:TIDEGATE_TIME_ZONE:-UTC}",
            converter = ZoneConverter.class,
            description =
                    "zone of timestamps that do not say theirs, such as Europe/Berlin (default: ${DEFAULT-VALUE})")
    private ZoneId timeZone;

    /** Zone of timestamps that do not say theirs. */
    public ZoneId timeZone() {
        return timeZone;
    }
}
