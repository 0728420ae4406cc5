package dev.tidegate.ingest.yaml;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The known word that a misspelt one was most likely meant to be. */
public final class Nearest {

    private Nearest() {}

    /** {@code : did you mean 'x'?} for the end of a message; empty where no known word is near. */
    public static String hint(String word, Collection<String> known) {
        String small = word.toLowerCase(Locale.ROOT);
        int allowed = Math.max(1, word.length() / 3);
        return known.stream()
                .filter(candidate -> distance(small, candidate.toLowerCase(Locale.ROOT)) <= allowed
                        || isBeginning(small, candidate.toLowerCase(Locale.ROOT)))
                .min(Comparator.<String>comparingInt(candidate -> distance(small, candidate.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .map(candidate -> ": did you mean '%s'?".formatted(candidate))
                .orElse("");
    }

    private static boolean isBeginning(String word, String of) {
        return word.length() > 2 && of.startsWith(word);
    }

    /** Characters to be put in, left out, replaced, or exchanged with their neighbour. */
    static int distance(String a, String b) {
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            Arrays.setAll(rows[i], j -> j);
            rows[i][0] = i;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                rows[i][j] = Math.min(replaced, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[a.length()][b.length()];
    }
}
