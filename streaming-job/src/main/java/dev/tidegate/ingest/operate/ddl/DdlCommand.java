package dev.tidegate.ingest.operate.ddl;

import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.ledger.OperatorDatabase;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.table.TableDdl;
import dev.tidegate.ingest.table.TargetTable;
import dev.tidegate.ingest.yaml.YamlException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The table of a stream, as SQL. */
@Command(
        name = "ddl",
        header = "Prints the SQL that makes the table of a declared stream.",
        sortOptions = false,
        description =
                "Prints the SQL that makes the table of a declared stream, with its key, its lineage and its grants; psql applies it. "
                        + "Where --jdbc-url or TIDEGATE_JDBC_URL names a database that has the table, it is what makes that one fit. "
                        + "Changes nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the SQL was printed",
            "1:the database could not be asked",
            "2:wrong usage, or the file declares no stream"
        })
public final class DdlCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STREAM.yaml", description = "the declaration")
    private Path file;

    @Mixin
    private OperatorDatabase database;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws SQLException {
        PrintWriter out = command.commandLine().getOut();
        out.print(statements(declared()));
        out.flush();
        return ExitCodes.OK;
    }

    private Stream declared() {
        try {
            return StreamFile.read(file).stream();
        } catch (YamlException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private String statements(Stream stream) throws SQLException {
        if (!database.isNamed()) {
            return TableDdl.create(stream);
        }
        try (Connection connection = database.connect("ddl")) {
            TargetTable table = TargetTable.examine(connection, stream);
            return table.differences().isEmpty()
                    ? "-- %s fits %s: there is nothing to do.%n".formatted(stream.table(), file)
                    : TableDdl.of(table);
        }
    }
}
