package dev.tidegate.ingest.load;

import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.stage.FileTally;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the load of one micro-batch goes on after an error of the database.
 *
 * <p>Errors that pass are repeated without end. What was staged and is not there any more is staged anew, a few times. After
 * that, and for a value that the database refuses, the files are tried one by one, once. Where the database has no room,
 * they are tried one by one after a few tries, and again from time to time: one of them may be to blame.
 */
final class Attempts {

    private static final int RESTAGINGS = 3;

    /** So many tries without room, and the files are tried one by one; after so many more, again. */
    private static final int TRIES_WITHOUT_ROOM = 3;

    private static final int MORE_TRIES_WITHOUT_ROOM = 30;

    private final Map<Integer, FileTally> leftOut = new TreeMap<>();
    private int restagings;
    private int withoutRoom;
    private boolean searched;

    /** What to do next. */
    enum Next {
        MERGE_AGAIN,
        STAGE_AGAIN,
        FIND_REFUSED,
        GIVE_UP
    }

    Next after(SQLException failure) {
        return switch (SqlFailure.of(failure)) {
            case REPEAT -> Next.MERGE_AGAIN;
            case NO_ROOM -> afterNoRoom();
            case RESTAGE -> ++restagings <= RESTAGINGS || searched ? Next.STAGE_AGAIN : Next.FIND_REFUSED;
            case DATA -> searched ? Next.STAGE_AGAIN : Next.FIND_REFUSED;
            case REFUSE -> Next.GIVE_UP;
        };
    }

    private Next afterNoRoom() {
        withoutRoom++;
        return withoutRoom == TRIES_WITHOUT_ROOM || withoutRoom % MORE_TRIES_WITHOUT_ROOM == 0
                ? Next.FIND_REFUSED
                : Next.STAGE_AGAIN;
    }

    /** The files that are not loaded with the others, by file number: what their tallies say becomes of them. */
    Map<Integer, FileTally> leftOut() {
        return leftOut;
    }

    void found(Map<Integer, FileTally> files) {
        leftOut.putAll(files);
        searched = true;
    }
}
