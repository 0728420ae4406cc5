package dev.tidegate.ingest.operate.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Texts that match a pattern: of plain characters, classes such as {@code [A-Z0-9_]} and {@code \d}, groups, alternatives,
 * and how often. What is rarer in a pattern makes no text.
 */
final class PatternTexts {

    /** Of what may come any number of times. */
    private static final int FEW = 4;

    private static final int TRIES = 100;
    private static final String DIGITS = "0123456789";
    private static final String WORDS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + DIGITS + "_";

    private final String pattern;
    private final RandomGenerator random;
    private int at;

    private PatternTexts(String pattern, RandomGenerator random) {
        this.pattern = pattern;
        this.random = random;
    }

    /**
     * A text that the whole pattern matches.
     *
     * @param maxLength in characters
     * @throws IllegalArgumentException if the pattern has more to it than is understood here
     */
    static String matching(String pattern, int maxLength, RandomGenerator random) {
        for (int i = 0; i < TRIES; i++) {
            String text = new PatternTexts(pattern, random).whole();
            if (text.length() <= maxLength && Pattern.matches(pattern, text)) {
                return text;
            }
        }
        throw notUnderstood(pattern);
    }

    private static IllegalArgumentException notUnderstood(String pattern) {
        return new IllegalArgumentException(
                ("Cannot make up a text for the pattern '%s': expected one of plain characters,"
                                + " [a-z], \\d, \\w, groups, |, and ?, *, +, {n}, {n,m}; or a default, or one_of, in its place")
                        .formatted(pattern));
    }

    private String whole() {
        String text = alternatives();
        if (at < pattern.length()) {
            throw notUnderstood(pattern);
        }
        return text;
    }

    private String alternatives() {
        List<String> texts = new ArrayList<>(List.of(sequence()));
        while (isNext('|')) {
            texts.add(sequence());
        }
        return texts.get(random.nextInt(texts.size()));
    }

    private String sequence() {
        StringBuilder text = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            int from = at;
            String once = atom();
            int behind = at;
            int times = times();
            int end = at;
            text.append(times == 0 ? "" : once);
            for (int i = 1; i < times; i++) {
                at = from;
                text.append(atom());
                at = behind;
            }
            at = end;
        }
        return text.toString();
    }

    private String atom() {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> oneOf(characterClass());
            case '\\' -> oneOf(escaped());
            case '.' -> oneOf(WORDS);
            case '^', '$' -> "";
            case '?', '*', '+', '{' -> throw notUnderstood(pattern);
            default -> String.valueOf(c);
        };
    }

    private String group() {
        if (pattern.startsWith("?:", at)) {
            at += 2;
        }
        String group = alternatives();
        require(')');
        return group;
    }

    private String characterClass() {
        boolean isNot = isNext('^');
        StringBuilder members = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            char c = pattern.charAt(at++);
            if (c == '\\') {
                members.append(escaped());
            } else if (at + 1 < pattern.length() && pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']') {
                char last = pattern.charAt(at + 1);
                at += 2;
                IntStream.rangeClosed(c, last).forEach(member -> members.append((char) member));
            } else {
                members.append(c);
            }
        }
        require(']');
        return isNot ? WORDS.replaceAll("[" + Pattern.quote(members.toString()) + "]", "") : members.toString();
    }

    private String escaped() {
        if (at == pattern.length()) {
            throw notUnderstood(pattern);
        }
        char c = pattern.charAt(at++);
        return switch (c) {
            case 'd' -> DIGITS;
            case 'w' -> WORDS;
            case 's' -> " ";
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw notUnderstood(pattern);
                }
                yield String.valueOf(c);
            }
        };
    }

    private int times() {
        if (isNext('?')) {
            return random.nextInt(2);
        }
        if (isNext('*')) {
            return random.nextInt(FEW);
        }
        if (isNext('+')) {
            return 1 + random.nextInt(FEW);
        }
        return isNext('{') ? counted() : 1;
    }

    private int counted() {
        int end = pattern.indexOf('}', at);
        if (end < 0 || !pattern.substring(at, end).matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
            throw notUnderstood(pattern);
        }
        String[] bounds = pattern.substring(at, end).split(",", -1);
        at = end + 1;
        int least = Integer.parseInt(bounds[0]);
        if (bounds.length == 1) {
            return least;
        }
        int most = bounds[1].isEmpty() ? least + FEW : Integer.parseInt(bounds[1]);
        return least + random.nextInt(Math.max(1, most - least + 1));
    }

    private String oneOf(String members) {
        if (members.isEmpty()) {
            throw notUnderstood(pattern);
        }
        return String.valueOf(members.charAt(random.nextInt(members.length())));
    }

    private boolean isNext(char expected) {
        boolean is = at < pattern.length() && pattern.charAt(at) == expected;
        at += is ? 1 : 0;
        return is;
    }

    private void require(char expected) {
        if (!isNext(expected)) {
            throw notUnderstood(pattern);
        }
    }
}
