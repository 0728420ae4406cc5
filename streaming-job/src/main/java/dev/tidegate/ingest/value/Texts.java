package dev.tidegate.ingest.value;

import static dev.tidegate.ingest.value.Reason.NOT_ONE_OF;
import static dev.tidegate.ingest.value.Reason.NO_MATCH;
import static dev.tidegate.ingest.value.Reason.NUL_IN_TEXT;
import static dev.tidegate.ingest.value.Reason.TOO_LONG_TEXT;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tidegate.ingest.stream.Type;
import java.util.Set;
import java.util.TreeSet;

/** Any text that PostgreSQL holds, within what is declared. */
final class Texts {

    private final boolean trimmed;
    private final int maxLength;
    private final Pattern pattern;
    private final Set<String> oneOf;

    /** @throws IllegalArgumentException if the pattern is none */
    Texts(Type.Text type) {
        this.trimmed = type.trimmed();
        this.maxLength = type.maxLength();
        this.pattern = type.pattern() == null ? null : pattern(type.pattern());
        this.oneOf = type.oneOf();
    }

    /** RE2 takes time in proportion to the text, whatever the pattern: that of the JDK may take hours for thirty letters. */
    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'%s' is no pattern of RE2, %s: expected one such as [A-Z]{2}[0-9]+ (without back references and look-around)"
                            .formatted(text, e.getDescription()),
                    e);
        }
    }

    String text(Value value) throws BrokenRule {
        String text = trimmed ? value.stripped() : value.text();
        if (text.indexOf(0) >= 0) {
            throw new BrokenRule(NUL_IN_TEXT, value.column(), text);
        }
        if (text.length() > maxLength && text.codePointCount(0, text.length()) > maxLength) {
            throw new BrokenRule(TOO_LONG_TEXT, value.column(), text, "a text of at most " + maxLength + " characters");
        }
        if (pattern != null && !pattern.matches(text)) {
            throw new BrokenRule(NO_MATCH, value.column(), text, "a text that matches " + pattern.pattern());
        }
        if (!oneOf.isEmpty() && !oneOf.contains(text)) {
            throw new BrokenRule(NOT_ONE_OF, value.column(), text, Shown.oneOf(new TreeSet<>(oneOf)));
        }
        return text;
    }
}
