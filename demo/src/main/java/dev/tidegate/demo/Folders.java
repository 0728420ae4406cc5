package dev.tidegate.demo;

import java.nio.file.Path;

/**
 * Where things are.
 *
 * @param top the project's own folder
 */
record Folders(Path top) {
    Path data() {
        return top.resolve("data");
    }

    Path input() {
        return data().resolve("input");
    }

    Path logs() {
        return top.resolve("logs");
    }

    /** As a command line needs it. */
    String script(String name) {
        return top.resolve("scripts").resolve(name).toString();
    }

    /** As a command line needs it. */
    String dataFolder(String name) {
        return data().resolve(name).toString();
    }
}
