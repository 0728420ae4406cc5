package dev.tidegate.ingest.options;

/**
 * Where the files of a stream lie. Paths, or URIs such as {@code hdfs://}.
 *
 * @param input where they land
 * @param archive where loaded ones go
 * @param quarantine where those go that cannot be loaded as a whole
 */
public record StreamFolders(String input, String archive, String quarantine) {

    /** Those of a declared stream, below these. */
    StreamFolders below(String stream) {
        return new StreamFolders(below(input, stream), below(archive, stream), below(quarantine, stream));
    }

    private static String below(String folder, String stream) {
        return withoutSlash(folder) + "/" + stream;
    }

    /** A folder of a declared stream that must not lie in that of another one. */
    public static String beside(String folder, String stream) {
        return withoutSlash(folder) + "-" + stream;
    }

    static String withoutSlash(String folder) {
        return folder.length() > 1 && folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    }
}
