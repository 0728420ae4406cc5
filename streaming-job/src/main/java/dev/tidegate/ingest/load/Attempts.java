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
 * that, and for a value that the database refuses, the files that are to blame are looked for; so, too, after a few tries
 * that took too long. Where none is to blame, the micro-batch is tried once more, and then the job ends: nothing is repeated
 * for ever that does not pass by itself. Where the database has no room, files are tried one by one after a few tries, and
 * again from time to time: one of them may be to blame.
 */
final class Attempts {

    private static final int RESTAGINGS = 3;

    /** So many tries without room, and the files are tried one by one; after so many more, again. */
    private static final int TRIES_WITHOUT_ROOM = 3;

    private static final int MORE_TRIES_WITHOUT_ROOM = 30;

    private static final int TRIES_THAT_TAKE_TOO_LONG = 3;

    private final Map<Integer, FileTally> leftOut = new TreeMap<>();
    private int restagings;
    private int withoutRoom;
    private int tooLong;
    private boolean searchingForRoom;
    private boolean nobodyToBlame;

    /** What to do next. */
    enum Next {
        MERGE_AGAIN,
        STAGE_AGAIN,
        FIND_REFUSED,
        GIVE_UP
    }

    Next after(SQLException failure) {
        return switch (SqlFailure.of(failure)) {
            case REPEAT -> afterWhatPasses();
            case NO_ROOM -> afterNoRoom();
            case TOO_SLOW -> ++tooLong % TRIES_THAT_TAKE_TOO_LONG == 0 ? search() : Next.STAGE_AGAIN;
            case RESTAGE -> ++restagings <= RESTAGINGS ? Next.STAGE_AGAIN : search();
            case DATA -> search();
            case REFUSE -> Next.GIVE_UP;
        };
    }

    /** A server that crashes empties what was staged each time: only what comes one after the other is counted. */
    private Next afterWhatPasses() {
        restagings = 0;
        tooLong = 0;
        return Next.MERGE_AGAIN;
    }

    private Next search() {
        searchingForRoom = false;
        return nobodyToBlame ? Next.GIVE_UP : Next.FIND_REFUSED;
    }

    private Next afterNoRoom() {
        withoutRoom++;
        searchingForRoom = true;
        return withoutRoom == TRIES_WITHOUT_ROOM || withoutRoom % MORE_TRIES_WITHOUT_ROOM == 0
                ? Next.FIND_REFUSED
                : Next.STAGE_AGAIN;
    }

    /** The files that are not loaded with the others, by file number: what their tallies say becomes of them. */
    Map<Integer, FileTally> leftOut() {
        return leftOut;
    }

    /** @param files those that are to be left out from now on; empty where none is to blame */
    void found(Map<Integer, FileTally> files) {
        leftOut.putAll(files);
        nobodyToBlame = files.isEmpty() && !searchingForRoom;
    }
}
