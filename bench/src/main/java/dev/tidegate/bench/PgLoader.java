package dev.tidegate.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The loader that is made for it: pgloader copies the files into a staging table and then runs the upsert.
 *
 * <p>One process for all files, with a {@code LOAD CSV} for each transaction. Without a ledger, counts, aggregates or an archive;
 * lines that it cannot read go into a file of its own.
 */
final class PgLoader implements Way {

    private static final String PROGRAM = "pgloader";

    private final Path program;
    private final BenchDatabase database;
    private final Path folder;
    private final int filesAtOnce;
    private Path commands;
    private int loads;

    private PgLoader(Path program, BenchDatabase database, Path folder, int filesAtOnce) {
        this.program = program;
        this.database = database;
        this.folder = folder;
        this.filesAtOnce = filesAtOnce;
    }

    /**
     * The way, where the program is installed.
     *
     * @param filesAtOnce files of a {@code LOAD CSV}, with an upsert at its end
     */
    static Optional<Way> find(Run run, int filesAtOnce) throws IOException {
        Optional<Path> program = program();
        return program.isEmpty()
                ? Optional.empty()
                : Optional.of(new PgLoader(program.get(), run.database(), run.newFolder(PROGRAM), filesAtOnce));
    }

    /** Where the shell would find it. */
    static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(place -> Path.of(place, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public String title() {
        return "pgloader + upsert";
    }

    @Override
    public String schema() {
        return "pgloader";
    }

    @Override
    public void prepare(List<Path> files) throws IOException {
        loads++;
        String command = BenchDatabase.sql("pgloader.load");
        String upsert = BenchDatabase.sql("upsert.sql");
        StringBuilder all = new StringBuilder();
        for (int from = 0; from < files.size(); from += filesAtOnce) {
            Path input = Files.createDirectories(folder.resolve("input-%d-%d".formatted(loads, from)));
            for (Path file : files.subList(from, Math.min(from + filesAtOnce, files.size()))) {
                Files.createLink(input.resolve(file.getFileName()), file);
            }
            all.append(command.formatted(input, target(), upsert.replace("?", Integer.toString(from))));
        }
        commands = Files.writeString(folder.resolve("commands-%d.load".formatted(loads)), all);
    }

    @Override
    public Instant load() throws Exception {
        Path said = folder.resolve("said-%d.log".formatted(loads));
        ProcessBuilder builder = new ProcessBuilder(
                program.toString(),
                "--on-error-stop",
                "--root-dir",
                folder.resolve("rejected").toString(),
                commands.toString());
        builder.environment().put("PGPASSFILE", passwords().toString());
        int status = builder.redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new CheckFailedException("%s ended with status %d, expected 0; it said:%n%s"
                    .formatted(program, status, Files.readString(said)));
        }
        return Instant.now();
    }

    /** The server without a password: that is in a file, for other users of the machine can see command lines. */
    private String target() {
        return database.jdbcUrl().replace("jdbc:postgresql://", "postgresql://%s@".formatted(database.user()))
                + "?sslmode=disable";
    }

    /** The file that libpq, too, takes passwords from; only for the user of this process. */
    private Path passwords() throws IOException {
        Path file = folder.resolve("passwords");
        if (Files.notExists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, "*:*:*:%s:%s%n".formatted(database.user(), database.password()));
        }
        return file;
    }
}
