package dev.tidegate.demo;

import dev.tidegate.postgres.LocalDatabase;
import dev.tidegate.postgres.SetupScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Makes the table of a declared stream, or makes one that is there fit, by what the command {@code ddl} prints. */
final class DeclaredTable {
    private final Commands commands;
    private final Path logs;

    /** @param logs where the SQL is kept, and what the command has to say */
    DeclaredTable(Commands commands, Path logs) {
        this.commands = commands;
        this.logs = logs;
    }

    /** @throws DemoRefusedException if the declaration is wrong, or the database refuses the table */
    void make(LocalDatabase database, String declaration) throws IOException, InterruptedException {
        String name = "ddl-" + Commands.shortName(declaration);
        Path sql = Files.createDirectories(logs).resolve(name + ".sql");
        Path said = logs.resolve(name + ".log");
        Process ddl = new ProcessBuilder(commands.ddl(declaration))
                .redirectOutput(sql.toFile())
                .redirectError(said.toFile())
                .start();
        if (ddl.waitFor() != 0) {
            throw new DemoRefusedException(Files.readString(said).strip());
        }
        try (Connection connection = database.connectAsSuperuser()) {
            SetupScript.apply(connection, sql);
        } catch (SQLException e) {
            throw new DemoRefusedException("Cannot make the table of %s by %s, PostgreSQL says: %s"
                    .formatted(declaration, sql, e.getMessage()));
        }
    }
}
