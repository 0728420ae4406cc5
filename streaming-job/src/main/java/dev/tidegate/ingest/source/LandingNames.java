package dev.tidegate.ingest.source;

import dev.tidegate.ingest.files.ShortName;
import dev.tidegate.ingest.packing.Packing;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files of the landing folder are taken, by their names. A name is relative to the folder, and has those of the folders on
 * the way before it where they are looked into, too: {@code shop-1/a.csv}.
 */
public final class LandingNames {

    private static final List<String> ENDINGS = List.of(".csv", ".csv.gz", ".csv.bz2", ".csv.xz", ".csv.zst");
    private static final List<String> UNFINISHED_ENDINGS = List.of(".tmp", "._COPYING_");

    /** The hidden file by which a folder belongs to a stream. */
    public static final String FOLDER_MARK = ".tidegate";

    private static final String PUT_BACK = "put-back-";
    private static final String RECOVERED = "recovered-";

    /** What {@link #numbered} gives, with a group for each of the two. */
    public static final String NUMBER = "([0-9]{1,18})(?:~([0-9]{1,4}))?";

    private static final String PREFIX = "(?:put-back|recovered)-" + NUMBER + "-";

    /** How files are called that the job itself puts into the landing folder, where their own names might be taken. */
    private static final Pattern PREFIXES = Pattern.compile("(?:" + PREFIX + ")+");

    /** The folder of one whose name leaves no room for that: it has it all. */
    private static final Pattern PREFIX_AS_FOLDER = Pattern.compile("((?:.*/)?)" + PREFIX, Pattern.DOTALL);

    private static final Pattern RECOVERED_ID =
            Pattern.compile("(?:.*/)?" + RECOVERED + NUMBER + "-/?[^/]+", Pattern.DOTALL);

    private static final Pattern JSON = Pattern.compile(".+[.](?:jsonl|ndjson|json)(?:[.][a-z0-9]+)?", Pattern.DOTALL);
    private static final Pattern BINARY = Pattern.compile(".+[.](parquet|xlsx|xls|avro|orc)", Pattern.DOTALL);

    /** A file of an archive. */
    private static final Pattern PART =
            Pattern.compile("(.+?[.]zip)!(?:.*!)?([^!]+)", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private static final Pattern ARCHIVE =
            Pattern.compile("(.+[.]zip)([.]unpacked)?", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private LandingNames() {}

    /** The folders on the way to a file, with a slash at the end; empty for one that lies in the landing folder itself. */
    public static String folder(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    /** The name of a file without the folders on the way. */
    public static String own(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /**
     * What stands for a file in names that the job gives it: its id, and {@code ~1} behind it where its place was taken. A number
     * that a delivered name begins with stands behind a hyphen, so the two are told apart.
     *
     * @param copy 0 where its place was free
     */
    public static String numbered(long fileId, int copy) {
        return copy == 0 ? Long.toString(fileId) : fileId + "~" + copy;
    }

    /** The name of a file that its producer went on writing: what it holds is delivered now, also of an archive all of it. */
    public static String putBack(long fileId, String name) {
        return behind(PUT_BACK + fileId + "-", isRest(name) ? archiveOf(name) : name);
    }

    /**
     * The name of a file that was loaded before and is to be loaded again, since the database lost it. Such files come before
     * all others, in the order of the ids that they had. One that is lost once more keeps its first id.
     *
     * @param copy as {@link #numbered} has it
     */
    public static String recovered(long fileId, int copy, String name) {
        return isRecovered(name) ? name : behind(RECOVERED + numbered(fileId, copy) + "-", name);
    }

    /** A pattern may ask for what stands anywhere in a name: none is shortened. */
    private static String behind(String prefix, String name) {
        String delivered = delivered(name);
        return producersFolder(name)
                + prefix
                + (ShortName.isRoomFor(delivered, ShortName.LONGEST - prefix.length()) ? "" : "/")
                + delivered;
    }

    /**
     * Whether the job made a folder for one file that it put into the landing folder, and whose name leaves no room for a prefix.
     * What lies in it is taken as if it lay where the folder does.
     *
     * @param folder its path, without a slash at the end
     */
    public static boolean isOfOneFile(String folder) {
        return PREFIX_AS_FOLDER.matcher(folder).matches();
    }

    /** Whether a folder is looked into also where others are not. The job makes none below another then. */
    public static boolean isAlwaysLookedInto(String folder) {
        return folder.indexOf('/') < 0 && isOfOneFile(folder);
    }

    /** The folders on the way to a file that its producer chose, with a slash at the end. */
    public static String producersFolder(String name) {
        String folder = folder(name);
        Matcher ofOneFile =
                PREFIX_AS_FOLDER.matcher(folder.isEmpty() ? folder : folder.substring(0, folder.length() - 1));
        return ofOneFile.matches() ? ofOneFile.group(1) : folder;
    }

    /** Whether a file is named so. */
    public static boolean isRecovered(String name) {
        return RECOVERED_ID.matcher(name).matches();
    }

    /** The name under which a file was delivered, without folders: it says the format. */
    static String delivered(String name) {
        String own = own(name);
        Matcher prefixes = PREFIXES.matcher(own);
        return prefixes.lookingAt() && prefixes.end() < own.length() ? own.substring(prefixes.end()) : own;
    }

    /** Whether a file is a part of an archive, as {@code a.zip!b.csv}. */
    static boolean isPart(String name) {
        String own = own(name);
        return own.indexOf('!') > 0 && PART.matcher(own).matches();
    }

    /** Whether a file may be an archive of several. */
    static boolean isArchive(String name) {
        Matcher archive = ARCHIVE.matcher(own(name));
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
        String own = own(name);
        Matcher part = PART.matcher(own);
        if (own.indexOf('!') > 0 && part.matches()) {
            return folder(name) + part.group(1);
        }
        Matcher archive = ARCHIVE.matcher(own);
        return archive.matches() ? folder(name) + archive.group(1) : name;
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
        if (!name.contains(RECOVERED)) {
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

    /** Files that are being written and hidden files are left alone without a word, and what lies in folders of such names. */
    public static boolean areVisible(String name) {
        for (int begin = 0; begin <= name.length(); ) {
            int slash = name.indexOf('/', begin);
            String step = name.substring(begin, slash < 0 ? name.length() : slash);
            if (step.startsWith(".")
                    || step.startsWith("_")
                    || UNFINISHED_ENDINGS.stream().anyMatch(step::endsWith)) {
                return false;
            }
            begin += step.length() + 1;
        }
        return true;
    }

    /** Whether a file is the mark of a folder below the landing folder. */
    public static boolean isMarkBelow(String name) {
        return name.endsWith("/" + FOLDER_MARK);
    }
}
