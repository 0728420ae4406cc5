package dev.tidegate.generator;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A run of the generator in this process, with its folder, catalog and truth below one directory. */
record Run(int exitCode, String out, String err, Path directory) {

    static Run in(Path directory, String... options) {
        return in(directory, Map.of(), options);
    }

    static Run in(Path directory, Map<String, String> environment, String... options) {
        List<String> all = new ArrayList<>(List.of(
                "--folder=" + directory.resolve("input"),
                "--catalog=" + directory.resolve("catalog/products.csv"),
                "--truth=" + directory.resolve("truth.csv")));
        all.addAll(List.of(options));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = GeneratorMain.commandLine(environment, new StopSignal())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return new Run(commandLine.execute(all.toArray(String[]::new)), out.toString(), err.toString(), directory);
    }

    /** The text of each file that landed, by name. */
    SortedMap<String, String> files() {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> landed = Files.list(directory.resolve("input"))) {
            for (Path file : landed.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** The lines of all files in the order of their names, without headers. */
    List<String> lines() {
        return files().values().stream().flatMap(text -> text.lines().skip(1)).toList();
    }

    String catalog() throws IOException {
        return Files.readString(directory.resolve("catalog/products.csv"));
    }

    List<String> truth() throws IOException {
        return Files.readAllLines(directory.resolve("truth.csv"));
    }
}
