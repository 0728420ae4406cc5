package dev.tidegate.ingest.files;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Names that fit where there is no room for all of them: what they lack, nobody can tell from them any more. */
public final class ShortName {

    /** Bytes of UTF-8 that file systems take. */
    public static final int LONGEST = 255;

    private static final String CUT = "...";

    private ShortName() {}

    /** Whether a name fits into so many bytes of UTF-8. */
    public static boolean isRoomFor(String name, int room) {
        return name.getBytes(UTF_8).length <= room;
    }

    /**
     * Cuts the middle out of a name that is too long: what it begins with tells it from others, and what it ends with what it is.
     *
     * @param room bytes of UTF-8 that it may have
     */
    public static String of(String name, int room) {
        if (isRoomFor(name, room)) {
            return name;
        }
        int[] all = name.codePoints().toArray();
        int begin = fitting(all, 0, 1, room / 2);
        int end = fitting(all, all.length - 1, -1, room / 2 - CUT.length());
        return new String(all, 0, begin) + CUT + new String(all, all.length - end, end);
    }

    /** How many characters fit into so many bytes. */
    private static int fitting(int[] all, int from, int step, int bytes) {
        int count = 0;
        int left = bytes;
        for (int at = from; count < all.length; at += step) {
            left -= Character.toString(all[at]).getBytes(UTF_8).length;
            if (left < 0) {
                break;
            }
            count++;
        }
        return count;
    }
}
