package dev.tidegate.ingest.load;

import java.sql.SQLException;
import java.util.Map;

/**
 * How the load of one micro-batch goes on after an error of the database.
 *
 * <p>Errors that pass are repeated without end. What was staged and is not there any more is staged anew, a few times. After
 * that, and for a value that the database refuses, the files are tried one by one, once.
 */
final class Attempts {

    private static final int RESTAGINGS = 3;

    private int restagings;
    private Map<Integer, FileTally> refused = Map.of();
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
            case RESTAGE -> ++restagings <= RESTAGINGS || searched ? Next.STAGE_AGAIN : Next.FIND_REFUSED;
            case DATA -> searched ? Next.STAGE_AGAIN : Next.FIND_REFUSED;
            case REFUSE -> Next.GIVE_UP;
        };
    }

    /** The files that go to quarantine because the database does not take their values, by file number. */
    Map<Integer, FileTally> refused() {
        return refused;
    }

    void found(Map<Integer, FileTally> files) {
        refused = files;
        searched = true;
    }
}
