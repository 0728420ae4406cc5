package dev.tidegate.ingest.source;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * Names of files, with {@code *} for any characters and {@code ?} for one.
 *
 * @param glob as it was written
 */
public record NamePattern(String glob) implements Serializable {

    /** @throws IllegalArgumentException if no file that the job looks at can have such a name */
    public NamePattern {
        if (glob.isEmpty() || glob.indexOf('/') >= 0 || !LandingNames.areVisible(glob)) {
            throw new IllegalArgumentException(
                    ("no file that is taken has a name like '%s': expected a name without a folder that does not begin"
                                    + " with . or _ and does not end in .tmp or ._COPYING_")
                            .formatted(glob));
        }
    }

    /** Whether a name is one of them; case counts, as in file names. */
    public boolean matches(String name) {
        StringBuilder regex = new StringBuilder();
        glob.codePoints()
                .forEach(c -> regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(Character.toString(c));
                        }));
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches();
    }
}
