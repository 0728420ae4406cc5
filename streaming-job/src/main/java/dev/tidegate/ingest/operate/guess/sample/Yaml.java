package dev.tidegate.ingest.operate.guess.sample;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Texts as YAML has them, in quotes where they need some, also within brackets and braces. */
public final class Yaml {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_](?:[A-Za-z0-9_ ./()+-]*[A-Za-z0-9_.)+])?");

    private static final Set<String> WORDS = Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");

    private Yaml() {}

    /** In quotes where it needs some. */
    public static String text(String text) {
        return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT)) ? text : quoted(text);
    }

    /** In quotes. */
    public static String quoted(String text) {
        boolean isVisible = text.chars().allMatch(c -> c >= ' ' && c != 0x7f && !isBlank(c));
        if (isVisible) {
            return "'" + text.replace("'", "''") + "'";
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '\t') {
                quoted.append("\\t");
            } else if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ' || c == 0x7f || isBlank(c)) {
                quoted.append("\\u%04x".formatted(c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    /** One that looks like another, or like none. */
    private static boolean isBlank(int c) {
        return c == 0xa0
                || c == 0x85
                || (c >= 0x2000 && c <= 0x200f)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202f
                || c == 0xfeff;
    }

    /** In brackets. */
    public static String list(Collection<String> texts) {
        return texts.stream().map(Yaml::text).collect(Collectors.joining(", ", "[", "]"));
    }

    /** In brackets where there are several. */
    public static String oneOrList(List<String> texts) {
        return texts.size() == 1 ? text(texts.get(0)) : list(texts);
    }

    /**
     * In braces.
     *
     * @param texts of which the values are YAML already
     */
    public static String map(Map<String, String> texts) {
        return texts.entrySet().stream()
                .map(entry -> text(entry.getKey()) + ": " + entry.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
