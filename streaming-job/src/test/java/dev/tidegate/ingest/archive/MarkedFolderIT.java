package dev.tidegate.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.database.Claim;
import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Lease;
import dev.tidegate.ingest.database.Password;
import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.merge.Ledger;
import dev.tidegate.ingest.merge.Statements;
import dev.tidegate.ingest.metrics.JobMetrics;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.postgres.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two jobs that are given one folder, at the first start of both. */
class MarkedFolderIT {

    @RegisterExtension
    final TestDatabase server = new TestDatabase();

    @TempDir
    Path place;

    @Test
    void ofTwoStreamsThatFindAFolderUnmarkedOneGetsItAndTheOtherIsRefused() throws Exception {
        server.execute(
                "INSERT INTO pipeline (stream, schema_version, target_table) VALUES ('orders', 4, 'public.orders')");
        Folder folder = Folders.local(place);
        try (Lease events = lease("events");
                Lease orders = lease("orders")) {
            MarkedFolder ofEvents = marked(folder, events);
            MarkedFolder ofOrders = marked(folder, orders);
            ofEvents.read();
            ofOrders.read();
            ofEvents.claim(true);
            assertThatThrownBy(() -> ofOrders.claim(true))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("for stream orders: the files of stream events are in it");
            ofEvents.proveMine();
            assertThat(FolderMark.read(folder)).map(FolderMark::stream).contains("events");
        }
    }

    /** As after a crash on a file system that shows a file before it has its content. */
    @Test
    void markThatCannotBeReadIsOfNobody() throws Exception {
        Folder folder = Folders.local(place);
        Files.writeString(place.resolve(FolderMark.NAME), "stream=ev");
        try (Lease events = lease("events")) {
            MarkedFolder ofEvents = marked(folder, events);
            ofEvents.read();
            ofEvents.claim(true);
            assertThat(FolderMark.read(folder)).map(FolderMark::stream).contains("events");
        }
    }

    /** Of a version that deleted no files: what it says of the newest one holds, and nothing was deleted. */
    @Test
    void markOfAVersionThatDeletedNothingIsReadAndWrittenAnew() throws Exception {
        Folder folder = Folders.local(place);
        try (Lease events = lease("events")) {
            MarkedFolder first = marked(folder, events);
            first.read();
            first.claim(true);
            Path mark = place.resolve(FolderMark.NAME);
            String written = Files.readString(mark);
            assertThat(written).contains("newest_file_id=0\n", "deleted_up_to=0\n");
            Files.writeString(
                    mark,
                    written.replace("deleted_up_to=0\n", "")
                            .replace("newest_file_id=0", "newest_file_id=7")
                            .replace("highest_file_id=0", "highest_file_id=7"));

            MarkedFolder next = marked(folder, events);
            next.read();

            assertThat(next.lostDeleted()).isFalse();
            assertThat(next.deletedUpTo()).isZero();
            assertThat(next.highestFileId()).isEqualTo(7);
            assertThat(next.agrees()).as("the ledger has file 7").isFalse();
            next.claim(true);
            assertThat(mark).content().contains("newest_file_id=7\n", "deleted_up_to=0\n");
        }
    }

    private static MarkedFolder marked(Folder folder, Lease lease) {
        return new MarkedFolder(folder, new Ledger(lease, Statements.of(Events.STREAM)));
    }

    private Lease lease(String stream) {
        Database database = new Database(
                server.jdbcUrl(),
                server.ingest().user(),
                Password.of(server.ingest().password()));
        return Lease.acquire(
                database,
                new Claim(stream, "the test", false, () -> 0),
                new CountDownLatch(1),
                new JobMetrics(List.of(stream), Duration.ofMinutes(1), Duration.ofSeconds(1)).of(stream));
    }
}
