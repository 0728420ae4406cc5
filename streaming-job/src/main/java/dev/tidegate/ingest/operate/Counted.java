package dev.tidegate.ingest.operate;

import java.util.Locale;

/** Numbers of things, such as {@code 1 file} and {@code 1,234 files}. */
final class Counted {

    private Counted() {}

    static String of(long number, String thing) {
        return String.format(Locale.ROOT, "%,d %s%s", number, thing, number == 1 ? "" : "s");
    }
}
