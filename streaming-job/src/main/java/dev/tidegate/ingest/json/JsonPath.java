package dev.tidegate.ingest.json;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value stands in an object: {@code user.id}, {@code items[0].sku}.
 *
 * @param steps names, as texts, and places in lists, as numbers from 0
 */
record JsonPath(List<Object> steps) {

    private static final Pattern NAME = Pattern.compile("[^.\\[\\]]+");
    private static final Pattern PLACE = Pattern.compile("\\[([0-9]{1,4})]");

    /** @throws IllegalArgumentException if the text is no path */
    static JsonPath of(String text) {
        List<Object> steps = new ArrayList<>();
        Matcher name = NAME.matcher(text);
        Matcher place = PLACE.matcher(text);
        int at = 0;
        do {
            at = steps.isEmpty() ? 0 : at + 1; // the point
            if (!name.region(at, text.length()).lookingAt()) {
                throw noPath(text);
            }
            steps.add(name.group());
            at = name.end();
            while (place.region(at, text.length()).lookingAt()) {
                steps.add(Integer.valueOf(place.group(1)));
                at = place.end();
            }
        } while (at < text.length() && text.charAt(at) == '.');
        if (at < text.length()) {
            throw noPath(text);
        }
        return new JsonPath(List.copyOf(steps));
    }

    private static IllegalArgumentException noPath(String text) {
        int all = Math.max(text.indexOf("[]"), text.indexOf("[*]"));
        return new IllegalArgumentException(
                "'%s' is no path: expected names with points between, such as user.id or items[0].sku%s"
                        .formatted(text, all <= 0 ? "" : severalRecords(text.substring(0, all))));
    }

    private static String severalRecords(String list) {
        return "; a line is one record, so make a line of each item before: jq -c 'del(.%s) + .%s[]'"
                .formatted(list, list);
    }
}
