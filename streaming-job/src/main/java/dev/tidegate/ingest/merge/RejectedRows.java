package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.merge.FileOutcome.Kind;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.RawRecords;
import dev.tidegate.ingest.stage.FileTally;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Rows that the table refuses are dead letters, or their file waits for their parents. */
final class RejectedRows implements Writing.Refusals {

    private final Folder folder;
    private final Deciding deciding;
    private final WaitingForParents waiting;
    private final Instant now;

    /** @param folder where the files are */
    RejectedRows(Folder folder, Deciding deciding, WaitingForParents waiting, Instant now) {
        this.folder = folder;
        this.deciding = deciding;
        this.waiting = waiting;
        this.now = now;
    }

    @Override
    public long most(FileTally tally) {
        return deciding.mostRejects() - tally.rejected();
    }

    @Override
    public List<Decision> after(Connection connection, List<Decision> decisions, List<RefusedRow> refused)
            throws SQLException {
        DeadLetters letters = new DeadLetters(connection);
        Map<Integer, List<RefusedRow>> byFile = refused.stream().collect(Collectors.groupingBy(RefusedRow::fileNo));
        List<Decision> after = new ArrayList<>();
        for (Decision decision : decisions) {
            List<RefusedRow> ofFile = byFile.getOrDefault(decision.tally().fileNo(), List.of());
            after.add(ofFile.isEmpty() ? decision : after(decision, new ArrayList<>(ofFile), letters));
        }
        letters.send();
        return deciding.inOrder(after);
    }

    private Decision after(Decision decision, List<RefusedRow> refused, DeadLetters letters) throws SQLException {
        LandedFile file = decision.file();
        RefusedRow orphan =
                refused.stream().filter(RefusedRow::missesParent).findFirst().orElse(null);
        if (orphan != null && waiting.mayWait(file, now)) {
            return held(decision, "it waits for a row of another table: " + orphan.asFirstError());
        }
        refused.sort(Comparator.comparingLong(RefusedRow::byteOffset));
        Decision after = deciding.complete(
                file, decision.tally().refusing(refused.size(), refused.get(0).asFirstError()));
        if (after.kind() != Kind.LOADED) {
            return after;
        }
        try (RawRecords bytes = RawRecords.open(folder, file)) {
            for (RefusedRow row : refused) {
                letters.add(row, bytes.read(row.byteOffset(), row.byteLength()));
            }
            return after;
        } catch (IOException e) {
            return held(decision, "its refused records could not be read again: " + e);
        }
    }

    private static Decision held(Decision decision, String why) {
        return new Decision(decision.file(), decision.tally(), Kind.HELD, null, why);
    }

    /** On their way into a table of the session: their bytes may be more than there is memory for. */
    private static final class DeadLetters {

        private static final long SEND_AT = 4 << 20;

        /** What a letter takes besides its bytes, roughly. */
        private static final long A_LETTER = 1 << 10;

        private final Connection connection;
        private final List<RefusedRow> rows = new ArrayList<>();
        private final List<byte[]> raws = new ArrayList<>();
        private long size;

        DeadLetters(Connection connection) {
            this.connection = connection;
        }

        /** @param raw first bytes of the row in its file */
        void add(RefusedRow row, byte[] raw) throws SQLException {
            rows.add(row);
            raws.add(raw);
            size += A_LETTER + raw.length;
            if (size >= SEND_AT) {
                send();
            }
        }

        /** Sends what is left. */
        void send() throws SQLException {
            if (rows.isEmpty()) {
                return;
            }
            try (PreparedStatement statement = connection.prepareStatement(Sql.STAGE_REFUSED)) {
                statement.setArray(1, array("int4", RefusedRow::fileNo));
                statement.setArray(2, array("int8", RefusedRow::line));
                statement.setArray(3, array("int8", RefusedRow::byteOffset));
                statement.setArray(4, array("int8", RefusedRow::byteLength));
                statement.setArray(5, array("text", RefusedRow::column));
                statement.setArray(6, array("text", RefusedRow::detail));
                statement.setArray(7, connection.createArrayOf("bytea", raws.toArray(byte[][]::new)));
                statement.executeUpdate();
            }
            rows.clear();
            raws.clear();
            size = 0;
        }

        private Array array(String type, Function<RefusedRow, Object> value) throws SQLException {
            return connection.createArrayOf(type, rows.stream().map(value).toArray());
        }
    }
}
