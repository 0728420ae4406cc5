package dev.tidegate.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comment that a script begins with: {@code # NAME  what it is for}. */
final class ScriptHeader {

    private static final Pattern VARIABLE = Pattern.compile("# ([A-Z][A-Z_]+) +(\\S.*)");

    private ScriptHeader() {}

    /** In the order in which they stand there. */
    static Map<String, String> variables(List<String> lines) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher variable = VARIABLE.matcher(line);
            if (!line.startsWith("#")) {
                break;
            } else if (variable.matches()) {
                variables.put(variable.group(1), variable.group(2));
            }
        }
        return variables;
    }
}
