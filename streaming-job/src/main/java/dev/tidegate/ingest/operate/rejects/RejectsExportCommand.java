package dev.tidegate.ingest.operate.rejects;

import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.operate.console.Counted;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.Output;
import dev.tidegate.ingest.operate.ledger.LedgerRow;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.operate.ledger.Stores;
import dev.tidegate.ingest.operate.replay.OpenRejects;
import dev.tidegate.ingest.options.FolderOptions;
import dev.tidegate.ingest.options.MappingOptions;
import dev.tidegate.ingest.options.OneStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes dead letters as files that can be corrected and dropped in again. */
@Command(
        name = "export",
        header = "Writes open rejects as CSV to be corrected.",
        sortOptions = false,
        description =
                "Writes open rejects as CSV, byte for byte as they were delivered, under the header of their file: one file for "
                        + "each header there is. Correct them, drop them into the input folder, and discard the rejects.")
final class RejectsExportCommand implements Callable<Integer> {

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            required = true,
            description = "where to write; made if it is missing")
    private Path folder;

    @Mixin
    private RejectFilter filter;

    @Mixin
    private MappingOptions mapping;

    @Mixin
    private OneStream stream;

    @Mixin
    private OperatorDatabase database;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private Output output;

    /** @param skipped files whose rejects could not be written, and why */
    private record Exported(List<ExportedFile> files, List<String> skipped) {}

    private record ExportedFile(String file, long rejects) {}

    @Override
    public Integer call() throws SQLException, IOException {
        StreamFile asked = stream.declared();
        Mappings mappings = mapping.mappings(asked);
        Stores stores = new Stores(folders, asked.stream().name());
        List<OpenRejects> open;
        try (Connection connection = database.connect("rejects", asked.stream().name())) {
            open = filter.byDelivery(connection, asked.stream().name());
        }
        Files.createDirectories(folder);
        List<String> skipped = new ArrayList<>();
        Exported exported;
        try (RejectFiles files = new RejectFiles(folder, mappings)) {
            for (OpenRejects rejects : open) {
                LedgerRow delivery = rejects.delivery();
                try {
                    files.add(stores.keptAt(delivery), rejects, stores.isLeft(delivery));
                } catch (IOException e) {
                    skipped.add("%d %s: %s".formatted(delivery.fileId(), delivery.path(), e));
                }
            }
            exported = new Exported(
                    files.written().entrySet().stream()
                            .map(file -> new ExportedFile(file.getKey().toString(), file.getValue()))
                            .toList(),
                    skipped);
        }
        output.print(exported, out -> print(out, exported));
        return skipped.isEmpty() ? ExitCodes.OK : ExitCodes.FAILURE;
    }

    private static void print(PrintWriter out, Exported exported) {
        exported.files.forEach(
                file -> out.println(Counted.of(file.rejects, "reject") + " in " + Printable.of(file.file)));
        exported.skipped.forEach(why -> out.printf("Not exported: %s%n", Printable.of(why)));
        if (exported.files.isEmpty() && exported.skipped.isEmpty()) {
            out.println("No such reject");
        }
    }
}
