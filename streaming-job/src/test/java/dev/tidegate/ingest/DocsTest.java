package dev.tidegate.ingest;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tidegate.ingest.metrics.JobMetricsNames;
import dev.tidegate.ingest.operate.TidegateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the pages name is there, and what is there the pages name. */
class DocsTest {

    private static final Path TOP = Path.of("..");
    private static final Path DOCS = TOP.resolve("docs");

    /** Those of other programs: spark-submit, psql, docker, Maven, the generator and so on are run in examples. */
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");

    private static final Set<String> OF_EVERY_COMMAND = Set.of("--help", "--version", "--debug");

    /** Each with its default is on reference.md, which is made of them. */
    @Test
    void whatThePageOfTheJobSaysOfOptionsIsOfOnesThatItHas() throws Exception {
        Set<String> known = options(new CommandLine(new IngestOptions()).getCommandSpec());
        Set<String> documented = rows(DOCS.resolve("options.md"))
                .flatMap(row -> names(OPTION, row.get(0)))
                .collect(toCollection(TreeSet::new));
        assertThat(documented).hasSizeGreaterThan(12).isSubsetOf(known);
    }

    @Test
    void eachCommandAndItsOptionsAreOnTheirPage() throws IOException {
        String page = Files.readString(DOCS.resolve("commands.md"));
        Set<String> known = new TreeSet<>(options(new CommandLine(new IngestOptions()).getCommandSpec()));
        for (CommandLine command :
                commands(new CommandLine(new TidegateCommand())).toList()) {
            CommandSpec spec = command.getCommandSpec();
            assertThat(page).as("commands.md").containsPattern("\\b" + Pattern.quote(spec.name()) + "\\b");
            known.addAll(options(spec));
        }
        // Options that the job has, too, are told on its page.
        Set<String> jobs = options(new CommandLine(new IngestOptions()).getCommandSpec());
        Set<String> untold = new TreeSet<>(known);
        untold.removeAll(jobs);
        untold.removeAll(OF_EVERY_COMMAND);
        untold.removeIf(page::contains);
        assertThat(untold).as("options that commands.md does not name").isEmpty();
        known.addAll(OF_EVERY_COMMAND);
        assertThat(names(OPTION, page).filter(option -> !known.contains(option)))
                .as("options that commands.md names and no command has")
                .isEmpty();
    }

    /** Whether what a page tells people to type is one: no option that is gone, none without its value. */
    @Test
    void eachCommandLineOnAPageIsUnderstood() throws IOException {
        Pattern typed = Pattern.compile("(?m)^(?:\\$ )?(?:[A-Z_]+=\\S+ )*scripts/(tidegate|submit\\.sh) ([^|>#\\n]*)");
        int understood = 0;
        for (Path page : pages()) {
            for (MatchResult line :
                    typed.matcher(Files.readString(page)).results().toList()) {
                String[] words = words(line.group(2));
                boolean isJob = line.group(1).equals("submit.sh");
                CommandLine program = new CommandLine(isJob ? new IngestOptions() : new TidegateCommand());
                assertThatCode(() -> program.parseArgs(words))
                        .as("%s: %s", page.getFileName(), line.group())
                        .doesNotThrowAnyException();
                understood++;
            }
        }
        assertThat(understood).isGreaterThan(30);
    }

    /** As a shell makes them, of what is for the job alone; an ellipsis stands for more. */
    private static String[] words(String line) {
        String own = line.contains(" -- ") ? line.substring(line.indexOf(" -- ") + 4) : line;
        return names(Pattern.compile("'[^']*'|\\S+"), own)
                .map(word -> word.replaceAll("^'|'$", ""))
                .filter(word -> !word.matches("[.]{2,3}|\\\\"))
                .toArray(String[]::new);
    }

    @Test
    void eachMetricOfTheJobIsOnItsPageAndEachOnAPageIsOne() throws Exception {
        Set<String> known = new TreeSet<>();
        JobMetricsNames.of(name -> {
            if (name.startsWith("tidegate_")) {
                known.add(name);
            }
        });
        Pattern metric = Pattern.compile("\\btidegate_job_[a-z_]+");
        Set<String> told =
                names(metric, Files.readString(DOCS.resolve("operations.md"))).collect(toCollection(TreeSet::new));
        assertThat(told).containsAll(known);
        for (Path page : pages()) {
            assertThat(names(metric, Files.readString(page)).map(name -> name.replaceFirst("_(bucket|sum|count)$", "")))
                    .as(page.toString())
                    .isSubsetOf(known);
        }
    }

    @Test
    void eachExitCodeIsOnThePage() throws IOException {
        assertThat(rows(DOCS.resolve("options.md")).map(row -> row.get(0)).filter(first -> first.matches("[0-9]")))
                .containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void scriptsAndFoldersThatPagesNameAreThere() throws IOException {
        Pattern script = Pattern.compile("(?<![\\w/.-])(?:scripts|\\.ci|mappings|streams)/[\\w.-]*\\w");
        Set<String> named = new TreeSet<>();
        for (Path page : pages()) {
            names(script, Files.readString(page)).forEach(named::add);
        }
        assertThat(named).hasSizeGreaterThan(12);
        assertThat(named.stream().filter(name -> !Files.exists(TOP.resolve(name))))
                .as("named on pages and not there")
                .isEmpty();
    }

    @Test
    void viewsTablesAndRolesThatPagesNameAreThere() throws IOException {
        String setup = Files.readString(TOP.resolve("postgres_setup.sql"));
        Pattern query = Pattern.compile("\\b(?:FROM|TABLE|UPDATE|INTO|JOIN) ((?!pg_)[a-z]+_[a-z_]+)\\b(?!\\.)");
        Pattern role = Pattern.compile("\\btidegate_(?:owner|ingest|reader|operator)\\b");
        Set<String> named = new TreeSet<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            query.matcher(text).results().map(found -> found.group(1)).forEach(named::add);
            names(role, text).forEach(named::add);
        }
        assertThat(named).hasSizeGreaterThan(8);
        assertThat(named.stream().filter(name -> !setup.matches("(?s).*\\b" + name + "\\b.*")))
                .as("named on pages and not in postgres_setup.sql")
                .isEmpty();
    }

    /** Of each row of a table its cells; heads and the lines below them are left out. */
    private static Stream<List<String>> rows(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| option") && !line.startsWith("| exit"))
                .map(line -> Stream.of(line.split("(?<!\\\\)\\|"))
                        .skip(1)
                        .map(String::strip)
                        .toList());
    }

    private static Stream<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group);
    }

    private static Set<String> options(CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::longestName)
                .collect(toCollection(TreeSet::new));
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return command.getSubcommands().values().stream().flatMap(sub -> Stream.concat(Stream.of(sub), commands(sub)));
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(DOCS)) {
            return Stream.concat(Stream.of(TOP.resolve("README.md")), docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
