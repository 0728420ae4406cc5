package dev.tidegate.ingest.options;

import dev.tidegate.ingest.files.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * What each folder is for. Of one that is for two things files would be loaded into two tables, or taken for files that the
 * ledger does not have.
 */
public final class FolderUses {

    private final CommandSpec command;
    private final Map<String, String> uses = new HashMap<>();

    public FolderUses(CommandSpec command) {
        this.command = command;
    }

    /**
     * Adds the folders of a stream.
     *
     * @throws ParameterException if one of them is for something else, too, also by a symbolic link
     */
    public void add(String stream, StreamFolders folders) {
        add(folders.input(), "the input folder of stream " + stream);
        add(folders.archive(), "the archive of stream " + stream);
        add(folders.quarantine(), "the quarantine of stream " + stream);
    }

    /**
     * Adds a folder.
     *
     * @throws ParameterException if it is for something else, too
     */
    public void add(String folder, String use) {
        String other = uses.putIfAbsent(real(folder), use);
        if (other != null) {
            throw new ParameterException(
                    command.commandLine(),
                    "%s would be %s and %s: expected a folder of its own for each".formatted(folder, other, use));
        }
    }

    /**
     * Sees to it that nothing lies below a folder of which files at any depth are taken.
     *
     * @param but input folders of streams, which may: they are passed over
     * @throws ParameterException if something does
     */
    public void refuseBelow(String input, List<String> but) {
        Set<String> passedOver = but.stream().map(FolderUses::real).collect(Collectors.toSet());
        String above = real(input) + "/";
        uses.forEach((folder, use) -> {
            if (folder.startsWith(above) && !passedOver.contains(folder)) {
                throw new ParameterException(
                        command.commandLine(),
                        "%s would be %s and lies below %s, of which --recursive takes all files: expected it elsewhere"
                                .formatted(folder, use, input));
            }
        });
    }

    private static String real(String folder) {
        if (Folders.isRemote(folder)) {
            return StreamFolders.withoutSlash(folder).replaceFirst("(?i)^s3a?:", "s3a:");
        }
        Path path = Folders.localPath(folder).toAbsolutePath().normalize();
        for (Path there = path; there != null; there = there.getParent()) {
            try {
                return there.toRealPath().resolve(there.relativize(path)).toString();
            } catch (IOException e) {
                // What is not there yet is no link: the folder above it tells.
            }
        }
        return path.toString();
    }
}
