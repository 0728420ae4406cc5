package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.check.Expectation.LoadedFile;
import dev.tidegate.crashtest.running.Disk;
import dev.tidegate.crashtest.running.Folders;
import dev.tidegate.crashtest.running.StreamFolders;
import dev.tidegate.crashtest.running.TestedStream;
import dev.tidegate.crashtest.workload.Deliveries;
import dev.tidegate.crashtest.workload.Delivery;
import dev.tidegate.crashtest.workload.Outcome.Rejected;
import dev.tidegate.crashtest.workload.Producer;
import dev.tidegate.crashtest.workload.Records;
import dev.tidegate.crashtest.workload.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** Files of several shapes, delivered one by one to one stream, and a database and folders as a faultless job leaves them. */
final class LoadedFiles {

    private static final List<Shape> SHAPES =
            List.of(Shape.SMALL, Shape.SMALL, Shape.PACKED, Shape.EMPTY, Shape.WITHOUT_COLUMN, Shape.SMALL);

    private final TestedStream stream;
    private final StreamFolders folders;
    private final Deliveries deliveries;
    private final LoadedRows rows;
    private final long firstId;
    private final Expectation expectation = new Expectation();

    /** @param firstId the id of the first file */
    private LoadedFiles(TestedStream stream, Folders folders, LoadedRows rows, long firstId) throws IOException {
        this.stream = stream;
        this.folders = folders.of(stream);
        this.rows = rows;
        this.firstId = firstId;
        this.deliveries = new Deliveries(new Disk(), this.folders.input(), this.folders.truth());
    }

    static LoadedFiles load(
            TestedStream stream, Records records, Connection connection, Folders folders, Random random, long firstId)
            throws IOException, SQLException {
        LoadedRows rows = new LoadedRows(connection, stream.streamName());
        LoadedFiles files = new LoadedFiles(stream, folders, rows, firstId);
        Producer producer = new Producer(files.deliveries, records);
        for (Shape shape : SHAPES) {
            producer.deliver(1, shape, random);
            files.take(files.delivery(files.deliveries.all().size() - 1));
        }
        for (TableRow row : files.expectation.table().values()) {
            rows.insert(row);
        }
        rows.addTotals();
        return files;
    }

    CheckedStream checked() {
        return new CheckedStream(stream, deliveries, new Disk(), folders);
    }

    /** The newest file in the archive. */
    Path archived() {
        return folders.archive().resolve(archivePath(delivery(SHAPES.size() - 1)));
    }

    /** The oldest file in the archive. */
    Path firstArchived() {
        return folders.archive().resolve(archivePath(delivery(0)));
    }

    Path quarantined() {
        return folders.quarantine().resolve(archivePath(delivery(SHAPES.indexOf(Shape.WITHOUT_COLUMN))));
    }

    Path input() {
        return folders.input();
    }

    private Delivery delivery(int place) {
        return deliveries.all().get(place);
    }

    private long fileId(Delivery delivery) {
        return firstId + delivery.number() - 1;
    }

    private void take(Delivery delivery) throws IOException, SQLException {
        long fileId = fileId(delivery);
        expectation.load(List.of(new LoadedFile(fileId, delivery.name(), delivery.version())));
        boolean refused = delivery.version().quarantined();
        Path place = (refused ? folders.quarantine() : folders.archive()).resolve(archivePath(delivery));
        Files.createDirectories(place.getParent());
        Files.move(folders.input().resolve(delivery.name()), place);
        rows.insertLedger(fileId, delivery, archivePath(delivery), expectation.counts(fileId));
        for (Rejected reject : delivery.version().rejected()) {
            rows.insertReject(fileId, reject);
        }
    }

    private String archivePath(Delivery delivery) {
        return "2026-03-01/" + fileId(delivery) + "-" + delivery.name();
    }
}
