package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.running.Store;
import dev.tidegate.crashtest.running.StreamFolders;
import dev.tidegate.crashtest.workload.Deliveries;
import dev.tidegate.crashtest.workload.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The folders of a stream against ledger and truth: the input empty, each row of the ledger with its file in its place, each
 * file in its place with a row, and every version that stood still somewhere, byte for byte.
 */
final class FolderCheck {

    private final Store store;
    private final StreamFolders folders;
    private final List<Path> ofOthers;
    private final Findings findings;

    /** @param ofOthers the folders of other streams, of which some lie below these */
    FolderCheck(Store store, StreamFolders folders, List<Path> ofOthers, Findings findings) {
        this.store = store;
        this.folders = folders;
        this.ofOthers = List.copyOf(ofOthers);
        this.findings = findings;
    }

    /** Returns how many files were compared. */
    long run(List<LedgerRow> ledger, Deliveries deliveries) throws IOException {
        for (String name : files(folders.input())) {
            findings.lost("%s still lies in the input folder".formatted(name));
        }
        Set<String> kept = files(folders.archive());
        Set<String> refused = files(folders.quarantine());
        int compared = kept.size() + refused.size();
        Set<String> hashes = new HashSet<>();
        for (LedgerRow row : ledger) {
            if (row.archivePath() == null && !deliveries.wasReplaced(row.path(), row.sha256())) {
                findings.lost("%s is kept nowhere, and its producer did not replace it".formatted(row));
            }
            boolean there = (row.quarantined() ? refused : kept).remove(String.valueOf(row.archivePath()));
            hashes.add(compare(row, there, row.quarantined() ? folders.quarantine() : folders.archive()));
        }
        kept.forEach(name -> findings.doubled("%s in the archive is in no row of the ledger".formatted(name)));
        refused.forEach(name -> findings.doubled("%s in quarantine is in no row of the ledger".formatted(name)));
        for (Delivery delivery : deliveries.all()) {
            if (deliveries.stoodStill(delivery)
                    && !hashes.contains(delivery.version().sha256())) {
                findings.lost("%s is nowhere".formatted(delivery));
            }
        }
        return compared;
    }

    /** Returns the hash of what lies in its place; empty where nothing does. */
    private String compare(LedgerRow row, boolean isThere, Path folder) throws IOException {
        if (!row.moved()) {
            findings.wrong("%s is not marked as moved".formatted(row));
        }
        if (row.archivePath() == null) {
            return "";
        }
        if (!isThere) {
            findings.lost("%s is not at %s".formatted(row, row.archivePath()));
            return "";
        }
        String hash = sha256(folder, row.archivePath());
        if (!hash.equals(row.sha256())) {
            findings.wrong("%s has other bytes than were loaded as %s".formatted(row.archivePath(), row));
        }
        return hash;
    }

    private Set<String> files(Path folder) throws IOException {
        List<String> others = ofOthers.stream()
                .filter(other -> other.startsWith(folder))
                .map(other -> folder.relativize(other) + "/")
                .toList();
        Set<String> files = new TreeSet<>(store.names(folder));
        files.removeIf(name -> others.stream().anyMatch(name::startsWith));
        return files;
    }

    private String sha256(Path folder, String name) throws IOException {
        try (InputStream bytes = store.open(folder, name);
                DigestInputStream in = new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
