package dev.tidegate.ingest.source;

import dev.tidegate.ingest.packing.Packing;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which files of the landing folder are taken, by their names. */
public final class LandingNames {

    private static final List<String> ENDINGS = List.of(".csv", ".csv.gz", ".csv.bz2", ".csv.xz", ".csv.zst");
    private static final List<String> UNFINISHED_ENDINGS = List.of(".tmp", "._COPYING_");

    private static final String RECOVERED = "recovered-";

    /** How files are called that the job itself puts into the landing folder, where their own names might be taken. */
    private static final Pattern PREFIXES = Pattern.compile("(?:(?:put-back|recovered)-[0-9]{1,18}-)+");

    private static final Pattern RECOVERED_ID = Pattern.compile(RECOVERED + "([0-9]{1,18})-.+", Pattern.DOTALL);

    private static final Pattern JSON = Pattern.compile(".+[.](?:jsonl|ndjson|json)(?:[.][a-z0-9]+)?", Pattern.DOTALL);
    private static final Pattern BINARY = Pattern.compile(".+[.](parquet|xlsx|xls|avro|orc)", Pattern.DOTALL);

    /** A file of an archive. */
    private static final Pattern PART =
            Pattern.compile("(.+?[.]zip)!(?:.*!)?([^!]+)", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private static final Pattern ARCHIVE =
            Pattern.compile("(.+[.]zip)([.]unpacked)?", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private LandingNames() {}

    /** The name of a file that its producer went on writing: what it holds is delivered now, also of an archive all of it. */
    public static String putBack(long fileId, String name) {
        return "put-back-" + fileId + "-" + (isRest(name) ? archiveOf(name) : name);
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

    /** Whether a file is a part of an archive, as {@code a.zip!b.csv}. */
    static boolean isPart(String name) {
        return name.indexOf('!') > 0 && PART.matcher(name).matches();
    }

    /** Whether a file may be an archive of several. */
    static boolean isArchive(String name) {
        Matcher archive = ARCHIVE.matcher(name);
        return !isPart(name) && archive.matches() && archive.group(2) == null;
    }

    /** Whether a file is an archive of which all files have been loaded for themselves. */
    static boolean isRest(String name) {
        return Packing.isTakenApart(name);
    }

    /** The name of an archive of which all files have been loaded for themselves. */
    static String rest(String archive) {
        return archive + Packing.TAKEN_APART;
    }

    /** The name of the archive of which a file is a part or the rest; its own of any other. */
    static String archiveOf(String name) {
        Matcher part = PART.matcher(name);
        if (name.indexOf('!') > 0 && part.matches()) {
            return part.group(1);
        }
        Matcher archive = ARCHIVE.matcher(name);
        return archive.matches() ? archive.group(1) : name;
    }

    /** The names by which a file has its format: of a part its own and that of its archive, too. */
    static List<String> forFormat(String delivered) {
        Matcher part = PART.matcher(delivered);
        return delivered.indexOf('!') > 0 && part.matches()
                ? List.of(delivered, part.group(2), part.group(1))
                : List.of(delivered);
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
        return areVisible(name)
                && (ENDINGS.stream().anyMatch(name::endsWith) || isArchive(name) || isRest(name) || isPart(name));
    }

    /** Why a file that is not hidden is not taken, for people. */
    public static String whyNotTaken(String name) {
        return "expected a name that ends in %s, or one that a mapping lists (--mapping)%s"
                .formatted(String.join(", ", ENDINGS) + ", .zip", hint(name.toLowerCase(Locale.ROOT)));
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
