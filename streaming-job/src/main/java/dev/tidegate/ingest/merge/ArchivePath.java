package dev.tidegate.ingest.merge;

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
        return LocalDate.ofInstant(loadedAt, ZoneOffset.UTC) + "/" + prefix
                + shortened(name, LONGEST_NAME - prefix.length());
    }

    /** Cuts the middle out of a name that is too long: its ending tells what it is, its begin where it is from. */
    private static String shortened(String name, int room) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= room) {
            return name;
        }
        int ending = utf8.length - room / 3;
        while (isInsideOfCharacter(utf8[ending])) {
            ending++;
        }
        int begin = room - CUT.length() - (utf8.length - ending);
        while (isInsideOfCharacter(utf8[begin])) {
            begin--;
        }
        return new String(utf8, 0, begin, StandardCharsets.UTF_8)
                + CUT
                + new String(utf8, ending, utf8.length - ending, StandardCharsets.UTF_8);
    }

    private static boolean isInsideOfCharacter(byte utf8) {
        return (utf8 & 0xc0) == 0x80;
    }
}
