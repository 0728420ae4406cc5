package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.files.ShortName;
import dev.tidegate.ingest.source.LandingNames;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a loaded file goes: {@code <UTC date>/<file id>-<name>}, which no other file has. One whose name leaves no room for the id
 * has it all, in a folder of its own: {@code <UTC date>/<file id>~0-/<name>}. The folders on the way to it in the input folder are
 * on the way there, too: {@code <UTC date>/shop-1/<file id>-<name>}; one that begins as a file does, such as {@code 12-berlin}, is
 * {@code ~12-berlin} there.
 */
public final class ArchivePath {

    /** A key has 1,024 bytes at most, the name and the archive's own prefix among them. */
    private static final int LONGEST_FOLDERS = 512;

    /** What stands for folders that are left out. No look passes over it: files may be put back into such a folder. */
    private static final String CUT_FOLDERS = "~cut~";

    /** What stood for them once: the name of a hidden folder. */
    private static final String HIDDEN_CUT = "...";

    /** Before the name of a folder that a file of the archive could have, too: where one is the other cannot be. */
    private static final String FOLDER = "~";

    /** But no days and months, which many folders are called by, and no file. */
    private static final Pattern LIKE_A_FILE =
            Pattern.compile("~*(?![0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\\z)" + LandingNames.NUMBER + "-.*", Pattern.DOTALL);

    private static final Pattern PLACE =
            Pattern.compile("((?:.*/)?)" + LandingNames.NUMBER + "-([^/]+)", Pattern.DOTALL);

    private static final Pattern PLACE_IN_OWN_FOLDER =
            Pattern.compile("((?:.*/)?)([0-9]{1,18})~([0-9]{1,4})-/((?:" + CUT_FOLDERS + "/)?[^/]+)", Pattern.DOTALL);

    private ArchivePath() {}

    /**
     * The place of a file in the archive or quarantine folder.
     *
     * @param copy 0, or a number that tells the file from that whose place it could not have: {@code 12~1-a.csv}
     */
    public static String of(long fileId, int copy, String name, Instant loadedAt) {
        return LocalDate.ofInstant(loadedAt, ZoneOffset.UTC) + "/" + below(fileId, copy, name);
    }

    private static String below(long fileId, int copy, String name) {
        String folders = shortenedFolders(unlikeFiles(LandingNames.folder(name)));
        String own = LandingNames.own(name);
        String prefix = LandingNames.numbered(fileId, copy) + "-";
        if (ShortName.isRoomFor(own, ShortName.LONGEST - prefix.length())) {
            return folders + prefix + own;
        }
        // Longer ones than a file system takes there are in buckets.
        int room = LONGEST_FOLDERS + ShortName.LONGEST - folders.getBytes(StandardCharsets.UTF_8).length;
        return folders + fileId + "~" + copy + "-/"
                + (ShortName.isRoomFor(own, room) ? own : CUT_FOLDERS + "/" + ShortName.of(own, room));
    }

    /**
     * What the place of a file says of it.
     *
     * @param copy as {@link #of} has it
     * @param name under which it landed, with folders as the input folder may have them: all of them are looked into there
     * @param isCut whether its middle is missing
     */
    public record Placed(long fileId, int copy, String name, boolean isCut) {

        /** Whether a file of the input folder would have its place at a path. */
        public boolean isOf(String landedName, String path) {
            return path.endsWith("/" + below(fileId, copy, landedName));
        }
    }

    /** What a path in the archive or quarantine folder says; empty where no job put a file there. */
    public static Optional<Placed> read(String path) {
        return Stream.of(PLACE_IN_OWN_FOLDER, PLACE)
                .map(place -> place.matcher(path))
                .filter(Matcher::matches)
                .map(ArchivePath::placed)
                .findFirst();
    }

    private static Placed placed(Matcher place) {
        int copy = place.group(3) == null ? 0 : Integer.parseInt(place.group(3));
        String folders = place.group(1).replaceFirst("^[^/]*/", "");
        String own = LandingNames.own(place.group(4));
        boolean isCut = place.group(4).length() > own.length();
        return new Placed(Long.parseLong(place.group(2)), copy, visible(folders) + own, isCut);
    }

    /** Whether a file has a folder to itself, since its name leaves no room for the id. */
    public static boolean isInFolderOfOneFile(String path) {
        return PLACE_IN_OWN_FOLDER.matcher(path).matches();
    }

    /** Where a file belongs of which the name is cut, once somebody says it, for people. */
    public static String withWholeName(String path) {
        return LandingNames.folder(path).replaceFirst(CUT_FOLDERS + "/\\z", "") + "NAME";
    }

    /** Whether folders on the way to a file are left out of its path. */
    public static boolean leavesFoldersOut(String path) {
        return path.contains("/" + CUT_FOLDERS + "/");
    }

    /** Whether a file may have its place in a folder of the archive, by the path of that: not in hidden ones. */
    public static boolean mayHold(String folder) {
        String step = LandingNames.own(folder);
        return !step.startsWith(".") || step.equals(HIDDEN_CUT);
    }

    /** The folders on the way to a place as the input folder may have them: all of them are looked into there. */
    public static String visible(String folders) {
        return folders.isEmpty()
                ? folders
                : Stream.of(folders.split("/"))
                        .map(step -> step.equals(HIDDEN_CUT) ? CUT_FOLDERS : step)
                        .map(step -> step.startsWith(FOLDER)
                                        && LIKE_A_FILE.matcher(step).matches()
                                ? step.substring(FOLDER.length())
                                : step)
                        .collect(Collectors.joining("/", "", "/"));
    }

    private static String unlikeFiles(String folders) {
        return folders.isEmpty()
                ? folders
                : Stream.of(folders.split("/"))
                        .map(step -> LIKE_A_FILE.matcher(step).matches() ? unlikeAFile(step) : step)
                        .collect(Collectors.joining("/", "", "/"));
    }

    /** One whose name leaves no room for what tells it from a file is left out. */
    private static String unlikeAFile(String folder) {
        return ShortName.isRoomFor(folder, ShortName.LONGEST - FOLDER.length()) ? FOLDER + folder : CUT_FOLDERS;
    }

    /** Leaves folders out in the middle: each of the others keeps its name. */
    private static String shortenedFolders(String folders) {
        if (folders.getBytes(StandardCharsets.UTF_8).length <= LONGEST_FOLDERS) {
            return folders;
        }
        List<String> steps = List.of(folders.split("/"));
        int half = (LONGEST_FOLDERS - CUT_FOLDERS.length()) / 2;
        int begin = fitting(steps, half);
        List<String> backwards = new ArrayList<>(steps.subList(begin, steps.size()));
        Collections.reverse(backwards);
        int end = steps.size() - fitting(backwards, half);
        return Stream.of(steps.subList(0, begin), List.of(CUT_FOLDERS), steps.subList(end, steps.size()))
                        .flatMap(List::stream)
                        .collect(Collectors.joining("/"))
                + "/";
    }

    /** How many of the first fit into so many bytes. */
    private static int fitting(List<String> steps, int bytes) {
        int left = bytes;
        int count = 0;
        while (count < steps.size()) {
            left -= steps.get(count).getBytes(StandardCharsets.UTF_8).length + 1;
            if (left < 0) {
                break;
            }
            count++;
        }
        return count;
    }
}
