package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.merge.Ledger;
import dev.tidegate.ingest.source.LandingNames;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database went back: finds out which files are missing in it, and refuses to go on or loads them again. */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private static final int NAMED = 5;

    private final Folder input;
    private final boolean recursive;
    private final boolean leaves;
    private final ArchivedFiles archived;
    private final Ledger ledger;
    private final AfterLoss afterLoss;

    /**
     * @param recursive whether the job looks into folders below the input folder
     * @param leaves whether loaded files stay where they are: then nothing is written into a folder
     */
    Recovery(
            Folder input,
            boolean recursive,
            boolean leaves,
            ArchivedFiles archived,
            Ledger ledger,
            AfterLoss afterLoss) {
        this.leaves = leaves;
        this.input = input;
        this.recursive = recursive;
        this.archived = archived;
        this.ledger = ledger;
        this.afterLoss = afterLoss;
    }

    /**
     * @param lostDeleted whether files were deleted when they were loaded, and are missing
     * @throws RefusedException if files are missing and are not to be put back: says which
     */
    void run(boolean lostDeleted) throws SQLException, IOException {
        List<UnknownFile> missing =
                archived.unknown().stream().filter(file -> file.fileId() > 0).toList();
        if (lostDeleted) {
            refuseWhatIsGone();
        }
        if (missing.isEmpty()) {
            afterLoss.offsets().forget();
            LOG.warn(
                    "The database went back; {}. No file of the archive is missing in it: what it lost {}. Replays and settled"
                            + " rejects from then on have to be repeated: docs/failover.md",
                    ledger.end(),
                    lostDeleted ? "was deleted, but for what lies in the input folder" : "lies in the input folder");
            return;
        }
        if (leaves || !afterLoss.putBack()) {
            throw new RefusedException(
                    "The database went back: files that were loaded and are not in its ledger: %d; %s. They are %s. Nothing is loaded until they are put back into the input folder: run scripts/tidegate verify --put-back%s (docs/failover.md)"
                            .formatted(
                                    missing.size(),
                                    ledger.end(),
                                    named(missing),
                                    leaves
                                            ? " (with --after-load leave the job writes into no folder)"
                                            : ", or start the job with --put-back-missing"));
        }
        refuseWhatWouldWait(missing);
        PutBack putBack = new PutBack(input, archived, ledger.tombstonesRemovedUpTo());
        afterLoss.offsets().forget();
        String end = ledger.end();
        putBack.move(missing);
        LOG.warn(
                "The database went back; {}. Files that were loaded and are not in its ledger are put back into the input"
                        + " folder: {}, {}{}",
                end,
                missing.size(),
                named(missing),
                lostDeleted ? ". Others were deleted when they were loaded: those are lost" : "");
    }

    /** What was deleted nobody can put back. */
    private void refuseWhatIsGone() throws SQLException {
        if (!afterLoss.putBack()) {
            throw new RefusedException(
                    "The database went back; %s. Files that were loaded after that were deleted then (--after-load delete) and cannot be put back. Have those files delivered again, and start the job with --put-back-missing, which goes on without them (docs/failover.md)"
                            .formatted(ledger.end()));
        }
    }

    /** Files go back where they came from. */
    private void refuseWhatWouldWait(List<UnknownFile> missing) {
        List<UnknownFile> below = missing.stream()
                .filter(file -> !LandingNames.producersFolder(file.landedName()).isEmpty())
                .toList();
        if (!recursive && !below.isEmpty()) {
            throw new RefusedException(
                    "The database went back, and of the files that are missing in its ledger %d came from folders below the input folder: %s. Start the job with --recursive, as they were loaded"
                            .formatted(below.size(), named(below)));
        }
    }

    private String named(List<UnknownFile> missing) {
        String first = missing.stream()
                .limit(NAMED)
                .map(file -> archived.folder(file).location() + "/" + file.path())
                .collect(Collectors.joining(", "));
        return missing.size() <= NAMED ? first : "%s and %d more".formatted(first, missing.size() - NAMED);
    }
}
