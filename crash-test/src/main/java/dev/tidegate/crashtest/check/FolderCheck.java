package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.running.Folders;
import dev.tidegate.crashtest.running.StreamFolders;
import dev.tidegate.crashtest.workload.Deliveries;
import dev.tidegate.crashtest.workload.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folders of a stream against ledger and truth: the input empty, each row of the ledger with its file in its place, each
 * file in its place with a row, and every version that stood still somewhere, byte for byte.
 */
final class FolderCheck {

    private final StreamFolders folders;
    private final List<Path> ofOthers;
    private final Findings findings;

    /** @param ofOthers the folders of other streams, of which some lie below these */
    FolderCheck(StreamFolders folders, List<Path> ofOthers, Findings findings) {
        this.folders = folders;
        this.ofOthers = List.copyOf(ofOthers);
        this.findings = findings;
    }

    /** Returns how many files were compared. */
    long run(List<LedgerRow> ledger, Deliveries deliveries) throws IOException {
        for (String name : files(folders.input()).keySet()) {
            findings.lost("%s still lies in the input folder".formatted(name));
        }
        Map<String, Path> kept = files(folders.archive());
        Map<String, Path> refused = files(folders.quarantine());
        int compared = kept.size() + refused.size();
        Set<String> hashes = new HashSet<>();
        for (LedgerRow row : ledger) {
            if (row.archivePath() == null && !deliveries.wasReplaced(row.path(), row.sha256())) {
                findings.lost("%s is kept nowhere, and its producer did not replace it".formatted(row));
            }
            hashes.add(compare(row, (row.quarantined() ? refused : kept).remove(String.valueOf(row.archivePath()))));
        }
        kept.values().forEach(path -> findings.doubled("%s is in no row of the ledger".formatted(path)));
        refused.values().forEach(path -> findings.doubled("%s is in no row of the ledger".formatted(path)));
        for (Delivery delivery : deliveries.all()) {
            if (deliveries.stoodStill(delivery)
                    && !hashes.contains(delivery.version().sha256())) {
                findings.lost("%s is nowhere".formatted(delivery));
            }
        }
        return compared;
    }

    /** Returns the hash of what lies in its place; empty where nothing does. */
    private String compare(LedgerRow row, Path found) throws IOException {
        if (!row.moved()) {
            findings.wrong("%s is not marked as moved".formatted(row));
        }
        if (row.archivePath() == null) {
            return "";
        }
        if (found == null) {
            findings.lost("%s is not at %s".formatted(row, row.archivePath()));
            return "";
        }
        String hash = sha256(found);
        if (!hash.equals(row.sha256())) {
            findings.wrong("%s has other bytes than were loaded as %s".formatted(found, row));
        }
        return hash;
    }

    private Map<String, Path> files(Path folder) throws IOException {
        Map<String, Path> files = new HashMap<>();
        if (Files.exists(folder)) {
            // The archive is a link.
            Path real = folder.toRealPath();
            List<Path> leftOut = leftOut(folder);
            try (Stream<Path> below = Files.walk(real)) {
                below.filter(file -> Files.isRegularFile(file)
                                && !file.endsWith(Folders.MARK)
                                && leftOut.stream().noneMatch(file::startsWith))
                        .forEach(path -> files.put(real.relativize(path).toString(), path));
            }
        }
        return files;
    }

    private List<Path> leftOut(Path folder) throws IOException {
        List<Path> leftOut = new ArrayList<>();
        for (Path other : ofOthers) {
            if (other.startsWith(folder) && Files.exists(other)) {
                leftOut.add(other.toRealPath());
            }
        }
        return leftOut;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                DigestInputStream in = new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
