package dev.tidegate.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows a second from files of another form, by a mapping, beside the same events in the native format: other delimiter, names and
 * words; and then numbers and times that are written otherwise, too; and lines of JSON.
 */
final class MappedThroughput {

    private static final String NATIVE = "native";
    private static final String NAMES = "delimiter: names and words";
    private static final String VALUES = "numbers and times: too";
    private static final String JSON = "lines of JSON";
    private static final List<String> FIELDS =
            List.of("nr", "kunde", "artikel", "bezeichnung", "warengruppe", "vorgang", "menge", "preis", "zeit");
    private static final String HEADER = String.join(";", FIELDS);
    private static final Map<String, String> WORDS = Map.of("view", "ansicht", "click", "klick", "buy", "kauf");

    private final Run run;
    private final int rows;
    private final int filesAtOnce;
    private final List<Form> forms;
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();

    /**
     * One way to write the events.
     *
     * @param mapping null for the native format
     */
    private record Form(String title, Path mapping, List<Path> files) {}

    MappedThroughput(Run run, int files, int rows, int filesAtOnce) throws IOException {
        this.run = run;
        this.rows = rows;
        this.filesAtOnce = filesAtOnce;
        List<Path> written = new EventFiles(rows).write(run.newFolder("native"), files, rows);
        this.forms = List.of(
                new Form(NATIVE, null, written),
                mapped(NAMES, "names", written, HEADER + "\n", MappedThroughput::renamed),
                mapped(VALUES, "values", written, HEADER + "\n", MappedThroughput::rewritten),
                mapped(JSON, "json", written, "", MappedThroughput::object));
    }

    private Form mapped(String title, String name, List<Path> files, String header, UnaryOperator<String> form)
            throws IOException {
        Path folder = run.newFolder(name);
        Path mapping = folder.resolve("mapping.yaml");
        try (InputStream in = MappedThroughput.class.getResourceAsStream(name + ".yaml")) {
            Files.copy(in, mapping);
        }
        List<Path> written = new ArrayList<>();
        for (Path file : files) {
            Path other = folder.resolve(file.getFileName());
            try (BufferedReader in = Files.newBufferedReader(file);
                    BufferedWriter out = Files.newBufferedWriter(other)) {
                in.readLine();
                out.write(header);
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    out.write(form.apply(line) + "\n");
                }
            }
            written.add(other);
        }
        return new Form(title, mapping, written);
    }

    private static String renamed(String line) {
        String[] fields = fields(line);
        fields[5] = WORDS.get(fields[5]);
        return String.join(";", fields);
    }

    private static String rewritten(String line) {
        String[] fields = fields(renamed(line).replace(';', ','));
        fields[7] = fields[7].replace('.', ',');
        String time = fields[8];
        fields[8] = "%s.%s.%s %s"
                .formatted(
                        time.substring(8, 10),
                        time.substring(5, 7),
                        time.substring(0, 4),
                        time.substring(11, time.length() - 1));
        return String.join(";", fields);
    }

    /** Numbers as numbers, all else as texts. */
    private static String object(String line) {
        String[] fields = fields(line);
        fields[5] = WORDS.get(fields[5]);
        return IntStream.range(0, fields.length)
                .mapToObj(i -> "\"%s\":%s".formatted(FIELDS.get(i), json(fields[i])))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String json(String field) {
        return field.matches("\".*\"|[1-9][0-9]*|(?:0|[1-9][0-9]*)[.][0-9]+") ? field : "\"" + field + "\"";
    }

    /** Only the name of the product is in quotes, and has a comma. */
    private static String[] fields(String line) {
        int name = line.indexOf('"');
        int behind = line.indexOf('"', name + 1) + 1;
        List<String> fields =
                new ArrayList<>(List.of(line.substring(0, name - 1).split(",")));
        fields.add(line.substring(name, behind));
        fields.addAll(List.of(line.substring(behind + 1).split(",")));
        return fields.toArray(String[]::new);
    }

    /** Runs rounds, of which the first ones only warm up, and reports. */
    void measure(int warmUpRounds, int rounds) throws Exception {
        for (int round = 1 - warmUpRounds; round <= rounds; round++) {
            String content = null;
            for (Form form : forms) {
                CpuClock clock = run.database().cpu();
                double cpuBegin = clock.seconds();
                double rate = load(form);
                double cpuPerMillion = (clock.seconds() - cpuBegin) / total() * 1e6;
                content = check(content);
                Report.say("%-8s %-28s %,9.0f rows/s %6.1f s of CPU a million (ms of a micro-batch: %s)"
                        .formatted(
                                round < 1 ? "warm-up" : "round " + round,
                                form.title(),
                                rate,
                                cpuPerMillion,
                                run.database().batchParts()));
                if (round >= 1) {
                    rates.computeIfAbsent(form.title(), title -> new ArrayList<>())
                            .add(rate);
                    cpu.computeIfAbsent(form.title(), title -> new ArrayList<>())
                            .add(cpuPerMillion);
                }
            }
        }
        report();
    }

    private double load(Form form) throws Exception {
        run.database().empty();
        TidegateJob job = run.job();
        job.deliver(form.files());
        run.database().checkpoint();
        List<String> options =
                new ArrayList<>(List.of("--once", "--max-files-per-trigger", Integer.toString(filesAtOnce)));
        if (form.mapping() != null) {
            options.addAll(List.of("--mapping", form.mapping().toString()));
        }
        long begin = System.nanoTime();
        job.run(options.toArray(String[]::new));
        return total() / ((System.nanoTime() - begin) / 1e9);
    }

    private long total() {
        return (long) forms.get(0).files().size() * rows;
    }

    private String check(String others) throws Exception {
        Checks checks = new Checks(run.database());
        String content = checks.job(forms.get(0).files().size(), total());
        checks.same(content, others);
        return content;
    }

    private void report() throws IOException {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("form", "rows_per_s", "lowest", "highest", "cpu_s_per_million"));
        rates.forEach((title, all) -> table.add(List.of(
                title,
                "%.0f".formatted(Figures.median(all)),
                "%.0f".formatted(Figures.percentile(all, 0)),
                "%.0f".formatted(Figures.percentile(all, 100)),
                "%.1f".formatted(Figures.median(cpu.get(title))))));
        run.report().table("throughput-mapped", table);
        Report.say("mapped_names_vs_native=%.2f".formatted(ratio(NAMES)));
        Report.say("mapped_values_vs_native=%.2f".formatted(ratio(VALUES)));
        Report.say("mapped_json_vs_native=%.2f".formatted(ratio(JSON)));
    }

    private double ratio(String title) {
        return Figures.median(rates.get(title)) / Figures.median(rates.get(NATIVE));
    }
}
