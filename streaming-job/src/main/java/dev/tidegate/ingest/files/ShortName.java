package dev.tidegate.ingest.files;

import java.nio.charset.StandardCharsets;

/** Names of files that fit where the job has put ids and words before them. */
public final class ShortName {

    /** Bytes of UTF-8 that file systems take. */
    public static final int LONGEST = 255;

    private static final String CUT = "...";

    private ShortName() {}

    /** Whether a name fits into so many bytes of UTF-8. */
    public static boolean isRoomFor(String name, int room) {
        return name.getBytes(StandardCharsets.UTF_8).length <= room;
    }

    /**
     * Cuts the middle out of a name that is too long: its ending tells what it is, its begin where it is from.
     *
     * @param room bytes of UTF-8 that it may have
     */
    public static String of(String name, int room) {
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
