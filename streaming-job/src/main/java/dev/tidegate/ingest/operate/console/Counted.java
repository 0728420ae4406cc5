package dev.tidegate.ingest.operate.console;

import java.util.Locale;

/** Numbers of things, such as {@code 1 file} and {@code 1,234 files}. */
public final class Counted {

    private Counted() {}

    /** {@code thing} is in the singular; the plural has an s. */
    public static String of(long number, String thing) {
        return String.format(Locale.ROOT, "%,d %s%s", number, thing, number == 1 ? "" : "s");
    }
}
