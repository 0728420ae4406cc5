package dev.tidegate.ingest.archive;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folder;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into the newest dated folder of an archive only: the cost of a start does not grow with the years. */
final class NewestFolder {

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern FILE_ID = Pattern.compile("([0-9]{1,18})-.*", Pattern.DOTALL);

    private NewestFolder() {}

    /** The highest file id in the newest dated folder; 0 if there is none. */
    static long highestFileId(Folder archive) throws IOException {
        Optional<String> newest = archive.subFolders().stream()
                .filter(name -> DATE.matcher(name).matches())
                .max(Comparator.naturalOrder());
        if (newest.isEmpty()) {
            return 0;
        }
        Highest highest = new Highest();
        archive.list(newest.get(), name -> FILE_ID.matcher(name).matches(), highest);
        return highest.fileId;
    }

    private static final class Highest implements Folder.Visitor {

        private long fileId;

        @Override
        public void file(String name, FileStat stat) {
            Matcher matcher = FILE_ID.matcher(name);
            if (matcher.matches()) {
                fileId = Math.max(fileId, Long.parseLong(matcher.group(1)));
            }
        }

        @Override
        public void other(String name, String why) {
            // Whatever it is, the job did not put it there.
        }
    }
}
