package dev.tidegate.ingest.load;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Where a loaded file goes: {@code <UTC date>/<file id>-<name>}, which no other file has. */
public final class ArchivePath {

    /** What file systems take, in bytes. */
    private static final int LONGEST_NAME = 255;

    private static final String CUT = "...";

    private ArchivePath() {}

    /**
     * The place of a file in the archive or quarantine folder.
     *
     * @param copy 0, or a number that is put behind the id where the place is taken
     */
    public static String of(long fileId, int copy, String name, Instant loadedAt) {
        String prefix = copy == 0 ? fileId + "-" : fileId + "-" + copy + "-";
        return LocalDate.ofInstant(loadedAt, ZoneOffset.UTC) + "/" + prefix + shortened(name, LONGEST_NAME - prefix.length());
    }

    /** Cuts the middle out of a name that is too long: its ending tells what it is, its begin where it is from. */
    private static String shortened(String name, int room) {
        if (bytes(name) <= room) {
            return name;
        }
        int end = name.length() - 1;
        while (end > 0 && bytes(name.substring(end - 1)) <= room / 3) {
            end--;
        }
        if (Character.isLowSurrogate(name.charAt(end))) {
            end++;
        }
        int begin = end;
        while (begin > 0 && bytes(name.substring(0, begin)) + CUT.length() + bytes(name.substring(end)) > room
                || Character.isHighSurrogate(name.charAt(begin - 1))) {
            begin--;
        }
        return name.substring(0, begin) + CUT + name.substring(end);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
