package dev.tidegate.ingest.operate.doctor;

import dev.tidegate.ingest.options.NamedStream;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.table.Difference;
import dev.tidegate.ingest.table.TargetTable;
import java.sql.Connection;
import java.sql.SQLException;

/** The table of a declared stream, beside its declaration. That of the built-in one is the schema, whose version is looked at. */
final class TableExam {

    private static final String TABLE = "table";

    private final Connection connection;
    private final NamedStream stream;
    private final Examination examination;

    TableExam(Connection connection, NamedStream stream, Examination examination) {
        this.connection = connection;
        this.stream = stream;
        this.examination = examination;
    }

    void run() throws SQLException {
        if (Events.is(stream.name())) {
            return;
        }
        if (stream.declared().isEmpty()) {
            examination.skip(
                    TABLE,
                    "that of the stream %s is not checked: expected its YAML file in --stream or TIDEGATE_STREAM"
                            .formatted(stream.name()));
            return;
        }
        Stream declared = stream.declared().get().stream();
        TargetTable table = TargetTable.examine(connection, declared);
        for (Difference difference : table.differences()) {
            examination.wrong(
                    TABLE,
                    "stream %s: %s".formatted(stream.name(), difference.found()),
                    difference.statement() == null ? difference.advice() : difference.statement());
        }
        if (table.differences().isEmpty()) {
            examination.ok(TABLE, "%s is what the stream %s declares".formatted(declared.table(), stream.name()));
        }
    }
}
