package dev.tidegate.ingest.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/**
 * A folder with those below it, gone through one after the other.
 *
 * @param folders which of them are looked into, by their paths
 * @param names which paths of files are of interest
 */
record FolderTree(Folder root, Predicate<String> folders, Predicate<String> names) {

    void list(String subFolder, Folder.Visitor visitor) throws IOException {
        Deque<String> left = new ArrayDeque<>();
        left.push("");
        while (!left.isEmpty()) {
            String path = left.pop();
            Step step = new Step(path.isEmpty() ? "" : path + "/", left, visitor);
            if (path.isEmpty()) {
                root.list(subFolder, step::isOfInterest, step);
            } else {
                listBelow(subFolder.isEmpty() ? path : subFolder + "/" + path, path, step);
            }
        }
    }

    private void listBelow(String folder, String path, Step step) throws IOException {
        try {
            root.list(folder, step::isOfInterest, step);
        } catch (NoSuchFileException | FileNotFoundException | NotDirectoryException e) {
            // Gone since its name was read: as if it had never been there.
            return;
        } catch (AccessDeniedException e) {
            step.visitor.other(path, "it may not be looked into: " + e);
        }
    }

    /** One of the folders. */
    private final class Step implements Folder.Visitor {

        private final String before;
        private final Deque<String> left;
        private final Folder.Visitor visitor;

        Step(String before, Deque<String> left, Folder.Visitor visitor) {
            this.before = before;
            this.left = left;
            this.visitor = visitor;
        }

        boolean isOfInterest(String name) {
            return names.test(before + name) || folders.test(before + name);
        }

        @Override
        public void file(String name, FileStat stat) {
            if (names.test(before + name)) {
                visitor.file(before + name, stat);
            }
        }

        @Override
        public void folder(String name) {
            if (folders.test(before + name)) {
                left.push(before + name);
            } else if (names.test(before + name)) {
                visitor.folder(before + name);
            }
        }

        @Override
        public void other(String name, String why) {
            visitor.other(before + name, why);
        }
    }
}
