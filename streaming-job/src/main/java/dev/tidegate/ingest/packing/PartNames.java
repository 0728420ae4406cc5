package dev.tidegate.ingest.packing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidegate.ingest.files.ShortName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the files of an archive are called: {@code a.zip!b.csv}, and {@code a.zip!may!b.csv} of one in a folder. Whatever an
 * archive calls them, a name is one that a folder takes, and no other file of the archive has it.
 */
final class PartNames {
    static final char BETWEEN = '!';

    /** Bytes: there is room for what the job puts before a name. */
    private static final int LONGEST = 210;

    private static final int LONGEST_OF_ARCHIVE = 160;
    private static final Set<String> OF_SYSTEM = Set.of(".DS_Store", "Thumbs.db", "desktop.ini");
    private static final Pattern SEPARATORS = Pattern.compile("[/\\\\]+");
    private static final Pattern UNUSABLE = Pattern.compile("[\\p{C}:\\u2028\\u2029]");
    private static final Pattern LEFT_ALONE = Pattern.compile("(?s).*[.](?:tmp|_COPYING_)");

    private final String folder; // of the archive, with a slash at the end, or empty
    private final String archive;
    private final Set<String> given = new HashSet<>();
    private final Map<String, Integer> numbers = new HashMap<>(); // the last one before an equal name

    PartNames(String archive) {
        this.folder = archive.substring(0, archive.lastIndexOf('/') + 1);
        this.archive = archive.substring(folder.length());
    }

    /** Whether names of its files would be too long. */
    static boolean isTooLong(String archive) {
        return archive.substring(archive.lastIndexOf('/') + 1).getBytes(UTF_8).length > LONGEST_OF_ARCHIVE;
    }

    /** Whether a file is none that somebody put into an archive. */
    static boolean isOfSystem(String path) {
        return path.startsWith("__MACOSX/") || OF_SYSTEM.contains(path.substring(path.lastIndexOf('/') + 1));
    }

    /** The name of the next file. */
    String next(String path) {
        List<String> steps = Arrays.stream(SEPARATORS.split(path))
                .filter(step -> !step.isEmpty() && !step.equals(".") && !step.equals(".."))
                .map(step -> UNUSABLE.matcher(step).replaceAll("_").replace(BETWEEN, '_'))
                .collect(Collectors.toList());
        String own = steps.isEmpty() ? "_" : String.join(String.valueOf(BETWEEN), steps);
        String usable = LEFT_ALONE.matcher(own).matches() ? own + "_" : own;
        String name = named(usable);
        while (!given.add(name.toLowerCase(Locale.ROOT))) {
            int number = numbers.merge(usable.toLowerCase(Locale.ROOT), 2, (last, first) -> last + 1);
            name = named(number + String.valueOf(BETWEEN) + usable);
        }
        return name;
    }

    private String named(String own) {
        return folder + archive + BETWEEN + ShortName.of(own, LONGEST - archive.getBytes(UTF_8).length);
    }
}
