package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.files.FileStat;

/**
 * A row of the ledger, as far as the move of its file goes.
 *
 * @param name in the input folder
 * @param quarantined whether it belongs in the quarantine folder instead of the archive
 * @param sha256 of its bytes, in hex; null where they could not be read
 * @param archivePath where it goes, relative to that folder
 */
public record LedgerFile(
        long fileId, String name, FileStat stat, boolean quarantined, String sha256, String archivePath) {}
