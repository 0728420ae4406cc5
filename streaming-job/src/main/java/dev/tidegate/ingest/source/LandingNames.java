package dev.tidegate.ingest.source;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which files of the landing folder are taken, by their names. */
public final class LandingNames {

    private static final List<String> ENDINGS =
            List.of(".csv", ".csv.gz", ".csv.zip", ".csv.bz2", ".csv.xz", ".csv.zst");
    private static final List<String> UNFINISHED_ENDINGS = List.of(".tmp", "._COPYING_");

    private static final String RECOVERED = "recovered-";

    /** How files are called that the job itself puts into the landing folder, where their own names might be taken. */
    private static final Pattern PREFIXES = Pattern.compile("(?:(?:put-back|recovered)-[0-9]{1,18}-)+");

    private static final Pattern RECOVERED_ID = Pattern.compile(RECOVERED + "([0-9]{1,18})-.+", Pattern.DOTALL);

    private static final Pattern JSON = Pattern.compile(".+[.](?:jsonl|ndjson|json)(?:[.][a-z0-9]+)?", Pattern.DOTALL);
    private static final Pattern BINARY = Pattern.compile(".+[.](parquet|xlsx|xls|avro|orc)", Pattern.DOTALL);

    private LandingNames() {}

    /** The name of a file that its producer went on writing: what it holds is delivered now. */
    public static String putBack(long fileId, String name) {
        return "put-back-" + fileId + "-" + name;
    }

    /**
     * The name of a file that was loaded before and is to be loaded again, since the database lost it. Such files come before
     * all others, in the order of the ids that they had. One that is lost once more keeps its first id.
     */
    public static String recovered(long fileId, String name) {
        return RECOVERED_ID.matcher(name).matches() ? name : RECOVERED + fileId + "-" + name;
    }

    /** Whether a file is named so. */
    public static boolean isRecovered(String name) {
        return RECOVERED_ID.matcher(name).matches();
    }

    /** The name under which a file was delivered: it says the format. */
    static String delivered(String name) {
        Matcher prefixes = PREFIXES.matcher(name);
        return prefixes.lookingAt() && prefixes.end() < name.length() ? name.substring(prefixes.end()) : name;
    }

    /** The id that a recovered file had; of any other a higher one than there is. */
    static long recoveredId(String name) {
        if (!name.startsWith(RECOVERED)) {
            return Long.MAX_VALUE;
        }
        Matcher id = RECOVERED_ID.matcher(name);
        return id.matches() ? Long.parseLong(id.group(1)) : Long.MAX_VALUE;
    }

    /** Whether a file is taken from the landing folder whatever its format. */
    static boolean areTaken(String name) {
        return areVisible(name) && ENDINGS.stream().anyMatch(name::endsWith);
    }

    /** Why a file that is not hidden is not taken, for people. */
    public static String whyNotTaken(String name) {
        return "expected a name that ends in %s, or one that a mapping lists (--mapping)%s"
                .formatted(String.join(", ", ENDINGS), hint(name.toLowerCase(Locale.ROOT)));
    }

    private static String hint(String name) {
        if (JSON.matcher(name).matches()) {
            return ". JSON is taken by a mapping with form: json_lines, an object in each line";
        }
        Matcher binary = BINARY.matcher(name);
        return binary.matches() ? ". No mapping reads ." + binary.group(1) + ": convert it to CSV, in UTF-8" : "";
    }

    /** Files that are being written and hidden files are left alone without a word. */
    static boolean areVisible(String name) {
        return !name.startsWith(".")
                && !name.startsWith("_")
                && UNFINISHED_ENDINGS.stream().noneMatch(name::endsWith);
    }
}
