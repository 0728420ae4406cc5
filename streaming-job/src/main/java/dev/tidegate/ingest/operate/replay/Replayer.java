package dev.tidegate.ingest.operate.replay;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.DatabaseWentBackException;
import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.files.UnusableFileException;
import dev.tidegate.ingest.merge.Counts;
import dev.tidegate.ingest.merge.Replay;
import dev.tidegate.ingest.merge.Statements;
import dev.tidegate.ingest.merge.UnchangedTable;
import dev.tidegate.ingest.merge.UnchangedTable.TableChangedException;
import dev.tidegate.ingest.operate.check.JudgedFile;
import dev.tidegate.ingest.operate.check.JudgedFile.Judging;
import dev.tidegate.ingest.operate.check.Reject;
import dev.tidegate.ingest.operate.console.FailedException;
import dev.tidegate.ingest.operate.console.Times;
import dev.tidegate.ingest.operate.ledger.DeclaredTable;
import dev.tidegate.ingest.operate.ledger.LedgerRow;
import dev.tidegate.ingest.operate.ledger.Stores;
import dev.tidegate.ingest.operate.ledger.Stores.Kept;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.RawRecords;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Sends kept files through today's rules once more, each in a transaction of its own. */
public final class Replayer {

    private final Database database;
    private final Stores stores;
    private final Judging judging;
    private final UnchangedTable table;
    private final boolean dryRun;

    private Replayer(Database database, Stores stores, Judging judging, UnchangedTable table, boolean dryRun) {
        this.table = table;
        this.database = database;
        this.stores = stores;
        this.judging = judging;
        this.dryRun = dryRun;
    }

    /**
     * Of a stream, as its table has it.
     *
     * @param connection for a look at the table
     * @param dryRun whether all is undone in the end
     * @throws FailedException if the table is not what is declared: then a job does not load it either
     */
    public static Replayer into(
            Connection connection, Database database, Stores stores, Judging judging, boolean dryRun)
            throws SQLException {
        UnchangedTable table = new UnchangedTable(judging.stream());
        // What is changed from here on is noticed, so the look comes behind.
        table.prove(connection);
        Stream stream = DeclaredTable.of(connection, judging.stream());
        return new Replayer(database, stores, judging.with(stream), table, dryRun);
    }

    /** All records of a file. */
    public ReplayedFile replay(LedgerRow delivery) throws SQLException {
        return attempt(delivery, (kept, replay) -> {
            LandedFile file = new LandedFile(kept.name(), delivery.sizeBytes(), 0, null);
            try (RawRecords raw = RawRecords.open(kept.folder(), file)) {
                long read = read(kept, delivery, new WholeFile(replay, raw)).records();
                Counts counts = replay.merge(read, kept.folder());
                replay.settleRejects();
                return done(delivery, replay, counts, 0);
            }
        });
    }

    /** Those records of a file that are open rejects and that today's rules no longer refuse. */
    public ReplayedFile replay(OpenRejects rejects) throws SQLException {
        LedgerRow delivery = rejects.delivery();
        return attempt(delivery, (kept, replay) -> {
            AtPlaces visitor = new AtPlaces(replay, judging.stream().uuidKey(), rejects.places());
            read(kept, delivery, visitor);
            Counts counts = visitor.sent.isEmpty() ? Counts.NONE : replay.mergeSome(visitor.sent.size());
            SortedSet<Long> settled = new TreeSet<>(visitor.sent);
            settled.removeAll(replay.stillRefused());
            int still = rejects.places().size() - settled.size();
            if (settled.isEmpty()) {
                return ReplayedFile.untouched(delivery, still, dryRun, replay.firstRefusal());
            }
            replay.settleRejects(settled);
            return done(delivery, replay, counts, still);
        });
    }

    private interface Sending {
        ReplayedFile send(Kept kept, Replay replay) throws IOException, SQLException;
    }

    private ReplayedFile attempt(LedgerRow delivery, Sending sending) throws SQLException {
        String trouble = trouble(delivery);
        if (trouble != null) {
            return ReplayedFile.failed(delivery, trouble);
        }
        Kept kept = stores.keptAt(delivery);
        try (Replay replay = Replay.begin(
                database,
                Statements.of(judging.stream()),
                table,
                delivery.file(kept.name()),
                judging.mappings().derivesIds(delivery.path()))) {
            return sending.send(kept, replay);
        } catch (SQLException e) {
            if (!SqlFailure.isOfValues(e)) {
                throw e;
            }
            return ReplayedFile.failed(
                    delivery, "the database refuses it, and nothing of it was replayed: " + SqlFailure.explain(e));
        } catch (DatabaseWentBackException e) {
            throw new FailedException(e.getMessage());
        } catch (TableChangedException e) {
            throw new FailedException(
                    "nothing of file %d was replayed: %s".formatted(delivery.fileId(), e.getMessage()));
        } catch (UnusableFileException e) {
            return ReplayedFile.failed(
                    delivery, "it cannot be loaded still: %s: %s".formatted(e.reason(), e.getMessage()));
        } catch (NoSuchFileException e) {
            return ReplayedFile.failed(
                    delivery, "it is not at %s any more; 'verify' tells what else is".formatted(e.getMessage()));
        } catch (IOException e) {
            return ReplayedFile.failed(delivery, "it cannot be read: " + e.getMessage());
        }
    }

    private String trouble(LedgerRow delivery) {
        if (delivery.removedAt() != null) {
            return "it was removed at %s UTC, by retention or the job".formatted(Times.text(delivery.removedAt()));
        }
        if (delivery.archivePath() == null) {
            return "it was not kept: " + delivery.firstError();
        }
        if (delivery.archivedAt() == null && !stores.isLeft(delivery)) {
            return "it is not in its folder yet; the job moves it there";
        }
        return delivery.sha256() == null ? "it could not be read when it came, so its hash is not known" : null;
    }

    private JudgedFile.Read read(Kept kept, LedgerRow delivery, JudgedFile.Visitor visitor)
            throws IOException, SQLException {
        JudgedFile.Read read = new JudgedFile(kept.folder(), kept.name(), landed(delivery), judging).read(visitor);
        if (!read.sha256().equals(delivery.sha256())) {
            throw new IOException("its bytes are not those that were delivered: SHA-256 %s, expected %s"
                    .formatted(read.sha256(), delivery.sha256()));
        }
        return read;
    }

    private static LandedFile landed(LedgerRow delivery) {
        return new LandedFile(
                delivery.path(), delivery.sizeBytes(), delivery.modifiedAt().toEpochMilli(), null);
    }

    private ReplayedFile done(LedgerRow delivery, Replay replay, Counts counts, long stillRejected)
            throws SQLException {
        replay.checkEnd();
        if (!dryRun) {
            replay.commit();
        }
        Long replayId = dryRun ? null : (Long) replay.fileId();
        return new ReplayedFile(
                delivery.fileId(),
                delivery.path(),
                replayId,
                counts,
                stillRejected,
                replay.firstRefusal(),
                dryRun,
                null);
    }

    private record WholeFile(Replay replay, RawRecords raw) implements JudgedFile.Visitor {

        @Override
        public void accepted(long line, long byteOffset, long byteLength, Row event) throws SQLException {
            replay.accept(line, byteOffset, byteLength, event);
        }

        @Override
        public void filtered(long byteOffset, String eventType) {
            replay.filter();
        }

        @Override
        public void rejected(Reject reject) throws IOException, SQLException {
            replay.reject(
                    reject.line(),
                    reject.byteOffset(),
                    reject.byteLength(),
                    reject.reason(),
                    reject.column(),
                    reject.message(),
                    raw.read(reject.byteOffset(), reject.byteLength()));
        }

        @Override
        public void derivedId(long line, UUID id) throws SQLException {
            replay.count(line, id);
        }
    }

    /** A record that is refused still, for whatever reason, stays the dead letter that it is. */
    private static final class AtPlaces implements JudgedFile.Visitor {

        private final Replay replay;
        private final int key;
        private final SortedSet<Long> places;
        private final SortedSet<Long> sent = new TreeSet<>();

        /** @param key place of the one that may be derived; -1 where none may */
        AtPlaces(Replay replay, int key, SortedSet<Long> places) {
            this.replay = replay;
            this.key = key;
            this.places = places;
        }

        @Override
        public void accepted(long line, long byteOffset, long byteLength, Row event) throws SQLException {
            if (places.contains(byteOffset)) {
                sent.add(byteOffset);
                replay.accept(line, byteOffset, byteLength, event);
            } else if (key >= 0) {
                derivedId(line, event.uuid(key));
            }
        }

        @Override
        public void filtered(long byteOffset, String eventType) {
            if (places.contains(byteOffset)) {
                sent.add(byteOffset);
                replay.filter();
            }
        }

        @Override
        public void rejected(Reject reject) {
            // Stays open.
        }

        @Override
        public void derivedId(long line, UUID id) throws SQLException {
            replay.count(line, id);
        }
    }
}
