package dev.tidegate.ingest.operate;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts files that the ledger does not know back into the input folder, as after a restore of the database from a backup.
 *
 * <p>The job takes the oldest first, by modification time. So that it takes them in the order in which they were loaded
 * then, times that contradict that order are set back, by as little as it takes: what is new comes behind them.
 */
final class PutBack {

    private final Stores stores;

    PutBack(Stores stores) {
        this.stores = stores;
    }

    /**
     * Moves the files.
     *
     * @param files in the order in which they were loaded then
     * @return their names in the input folder
     */
    List<String> move(List<UnknownFile> files) throws IOException {
        List<UnknownFile> known =
                files.stream().filter(file -> file.fileId() > 0).toList();
        long[] times = times(known);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            Folder folder = known.get(i).folder(stores);
            folder.touch(known.get(i).path(), times[i]);
            names.add(move(folder, known.get(i)));
        }
        return names;
    }

    private long[] times(List<UnknownFile> files) throws IOException {
        long[] times = new long[files.size()];
        long next = Long.MAX_VALUE;
        for (int i = files.size() - 1; i >= 0; i--) {
            UnknownFile file = files.get(i);
            FileStat stat = file.folder(stores)
                    .stat(file.path())
                    .orElseThrow(() -> new IOException(file.path() + " went away meanwhile"));
            times[i] = Math.min(stat.modifiedMillis(), next - 1);
            next = times[i];
        }
        return times;
    }

    private String move(Folder folder, UnknownFile file) throws IOException {
        Folder input = stores.input();
        try {
            folder.giveBack(file.path(), input, file.landedName());
            return file.landedName();
        } catch (FileAlreadyExistsException e) {
            String other = "put-back-" + file.fileId() + "-" + file.landedName();
            folder.giveBack(file.path(), input, other);
            return other;
        }
    }
}
