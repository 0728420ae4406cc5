package dev.tidegate.ingest.operate.guess.sample;

import java.util.List;

/**
 * One thing that a mapping says, and why.
 *
 * @param key of the mapping; null where this is only something that a person should know
 * @param yaml its value; null where the key is left out
 * @param reasons the evidence, a line each
 * @param ambiguous whether the sample allows another reading with other values
 */
public record Decision(String key, String yaml, List<String> reasons, boolean ambiguous) {

    public Decision {
        reasons = List.copyOf(reasons);
    }

    /** One that nothing in the sample contradicts. */
    public static Decision of(String key, String yaml, String... reasons) {
        return new Decision(key, yaml, List.of(reasons), false);
    }

    /** What a person should know, and no key. */
    public static Decision note(String reason) {
        return new Decision(null, null, List.of(reason), false);
    }

    /** One that the sample allows to be made otherwise. */
    public static Decision ambiguous(String key, String yaml, String... reasons) {
        return new Decision(key, yaml, List.of(reasons), true);
    }
}
