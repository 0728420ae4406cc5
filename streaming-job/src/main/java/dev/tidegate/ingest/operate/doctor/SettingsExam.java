package dev.tidegate.ingest.operate.doctor;

import dev.tidegate.ingest.operate.ledger.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Settings of the server that endanger or slow the intake. */
final class SettingsExam {

    private static final long DEFAULT_SHARED_BUFFERS = 128L << 20;
    private static final long DEFAULT_MAX_WAL_SIZE = 1L << 30;
    private static final long BULK_TEMP_FILES = 5L << 30;
    private static final int FEW_CONNECTIONS = 20;

    private final Connection connection;
    private final Examination examination;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> shown = new HashMap<>();
    private boolean all = true;

    SettingsExam(Connection connection, Examination examination) {
        this.connection = connection;
        this.examination = examination;
    }

    void run() throws SQLException {
        Query.of(SettingsExam.class, "settings").list(connection, row -> {
            shown.put(row.getString("name"), row.getString("shown"));
            return values.put(row.getString("name"), row.getString("value"));
        });
        dangers();
        brakes();
        if (all) {
            examination.ok("settings", "none that endangers or slows the intake");
        }
    }

    private void dangers() {
        wrongUnless("fsync", "on", "Set it on: a power cut can destroy the database");
        wrongUnless("full_page_writes", "on", "Set it on: a power cut can destroy the database");
        wrongUnless("autovacuum", "on", "Set it on: tables grow without end, and one day the server refuses to write");
        wrongUnless("track_counts", "on", "Set it on: autovacuum does nothing without");
        wrongUnless("default_transaction_read_only", "off", "Set it off: the job cannot write");
        wrongUnless(
                "default_transaction_isolation",
                "read committed",
                "Set it so: the fence is proven to hold under it alone");
        wrongUnless("session_replication_role", "origin", "Set it so: the aggregates are not kept otherwise");
        if (values.getOrDefault("synchronous_commit", "").equals("off")) {
            warn("synchronous_commit", "The job sets it on for itself, but what others commit can be lost in a crash");
        }
    }

    private void brakes() {
        if (number("shared_buffers") <= DEFAULT_SHARED_BUFFERS) {
            warn("shared_buffers", "That is the default for a toy; a quarter of the memory of the machine is usual");
        }
        if (number("max_wal_size") < DEFAULT_MAX_WAL_SIZE) {
            warn(
                    "max_wal_size",
                    "Set 1GB or more: a bulk load writes 3 GB a 10 million events, with checkpoint upon checkpoint");
        }
        if (number("temp_file_limit") >= 0 && number("temp_file_limit") < BULK_TEMP_FILES) {
            warn("temp_file_limit", "A file of 10 million events is sorted in about 5 GB of temporary files");
        }
        if (number("statement_timeout") > 0) {
            warn("statement_timeout", "Merging a large file takes minutes: SET it to 0 for the role of the job");
        }
        if (number("max_connections") < FEW_CONNECTIONS) {
            warn("max_connections", "The job needs two, and one more for each core in a bulk load");
        }
    }

    private long number(String name) {
        return Long.parseLong(values.get(name));
    }

    private void wrongUnless(String name, String wanted, String hint) {
        if (!wanted.equals(values.get(name))) {
            examination.wrong("settings", "%s = %s".formatted(name, shown.get(name)), hint);
            all = false;
        }
    }

    private void warn(String name, String hint) {
        examination.warn("settings", "%s = %s".formatted(name, shown.get(name)), hint);
        all = false;
    }
}
