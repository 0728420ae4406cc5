package dev.tidegate.reference;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** {@code docs/reference.md}: each option with its default and its variable, and each exit code, as the programs have them. */
final class ReferencePage {

    /** Of so many commands an option stands only once, for all of them. */
    private static final int COMMANDS_THAT_SHARE = 3;

    private static final Pattern DEFAULT_AT_THE_END =
            Pattern.compile(" ?(?:\\(default: ([^)]*)\\)\\.?|Default: ([^ ].*))$");

    private static final Set<String> OF_EVERY_PROGRAM = Set.of("--help", "--version");

    private final StringBuilder page = new StringBuilder();

    private ReferencePage() {}

    static String of(Programs programs) throws IOException {
        ReferencePage page = new ReferencePage();
        page.line("# Reference: options, defaults, variables, exit codes").line("");
        page.line("Made from the options themselves; a test fails where this page is out of date")
                .line(
                        "([how to make it anew](../CONTRIBUTING.md)). A flag wins over its variable, and a variable that is")
                .line("empty counts as not set. Each program has `--help` and, but for the demo, `--version`.")
                .line(
                        "[options.md](options.md) tells how the job is started, and what needs more than a line. A password is never")
                .line("an option: `TIDEGATE_PASSWORD` and `TIDEGATE_DASHBOARD_PASSWORD` are variables only.")
                .line("");
        page.program("The job: `scripts/submit.sh`", programs.job(), "TIDEGATE_");
        page.variables("scripts/submit.sh");
        page.operator(programs.operator());
        page.program("The dashboard: `scripts/dashboard.sh`", programs.dashboard(), "TIDEGATE_DASHBOARD_");
        page.program("The generator: `scripts/generate.sh`", programs.generator(), "TIDEGATE_GENERATOR_");
        page.program("The demo: `scripts/demo.sh`", programs.demo(), null);
        page.line("## A cluster of this machine: `scripts/cluster.sh`").line("");
        page.line("Takes the options of the job.").line("");
        page.variables("scripts/cluster.sh");
        page.line("## The image of the job: `streaming-job`").line("");
        page.line("Takes the options of the job, behind those of `spark-submit` and `--` where there are some.")
                .line("");
        page.variables("docker/streaming-job");
        return page.page.toString().stripTrailing() + "\n";
    }

    private void program(String title, CommandSpec command, String prefix) {
        line("## " + title).line("");
        says(command);
        options(command.options(), prefix);
        exitCodes(command);
    }

    private void operator(CommandSpec operator) {
        Map<String, Set<CommandSpec>> owners = new LinkedHashMap<>();
        List<CommandSpec> commands = commands(operator).toList();
        for (CommandSpec command : commands) {
            for (OptionSpec option : command.options()) {
                owners.computeIfAbsent(key(option), any -> new LinkedHashSet<>())
                        .add(command);
            }
        }
        owners.values().removeIf(sharing -> sharing.size() < COMMANDS_THAT_SHARE);
        line("## The operator's commands: `scripts/tidegate`").line("");
        says(operator);
        line("Each command has `--debug`, too: it shows the stack trace of an error.")
                .line("");
        line("### Options of several commands").line("");
        List<OptionSpec> shared = commands.stream()
                .flatMap(command -> command.options().stream())
                .filter(option -> owners.containsKey(key(option)))
                .collect(collectingAndThen(
                        toMap(ReferencePage::key, option -> option, (one, other) -> one, LinkedHashMap::new),
                        each -> List.copyOf(each.values())));
        options(shared, "TIDEGATE_");
        for (CommandSpec command : commands) {
            line("### " + command.qualifiedName(" ").replaceFirst("^tidegate ", ""))
                    .line("");
            says(command);
            String taken = command.options().stream()
                    .filter(option -> owners.containsKey(key(option)))
                    .map(option -> "`" + option.longestName() + "`")
                    .collect(joining(", "));
            if (!taken.isEmpty()) {
                line(wrapped("Takes, of those above: " + taken + ".")).line("");
            }
            List<ArgSpec> own = Stream.<ArgSpec>concat(
                            command.positionalParameters().stream(),
                            command.options().stream().filter(option -> !owners.containsKey(key(option))))
                    .toList();
            options(own, "TIDEGATE_");
            exitCodes(command);
        }
    }

    /** Where two options are one: of the same name, default and text. */
    private static String key(OptionSpec option) {
        return option.longestName() + "\0" + option.defaultValue() + "\0" + text(option);
    }

    private static Stream<CommandSpec> commands(CommandSpec command) {
        return command.subcommands().values().stream()
                .map(sub -> sub.getCommandSpec())
                .distinct()
                .flatMap(sub -> sub.subcommands().isEmpty() ? Stream.of(sub) : commands(sub));
    }

    private void says(CommandSpec command) {
        String[] said = command.usageMessage().description();
        if (said.length == 0) {
            said = command.usageMessage().header();
        }
        String text = String.join(" ", said).strip();
        if (text.isEmpty()) {
            text = command.usageMessage().headerHeading().replace("%n", "").strip();
        }
        if (!text.isEmpty()) {
            line(wrapped(text)).line("");
        }
    }

    private void options(List<? extends ArgSpec> options, String prefix) {
        List<? extends ArgSpec> listed = options.stream()
                .filter(option -> !option.hidden())
                .filter(option ->
                        !(option instanceof OptionSpec named && OF_EVERY_PROGRAM.contains(named.longestName())))
                .toList();
        if (listed.isEmpty()) {
            return;
        }
        boolean variables = prefix != null;
        line(variables ? "| option | default | variable | |" : "| option | default | |");
        line(variables ? "|---|---|---|---|" : "|---|---|---|");
        for (ArgSpec option : listed) {
            String variable = variables ? variable(option, prefix) : "";
            line("| `%s` | %s |%s %s |"
                    .formatted(
                            cell(name(option)),
                            standard(option),
                            variables ? " " + variable + " |" : "",
                            cell(said(option))));
        }
        line("");
    }

    private static String name(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return argument.paramLabel();
        }
        String parameter = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        return option.longestName() + parameter;
    }

    /** The value that holds where nothing is said: the option's own, or what its text says of it. */
    private static String standard(ArgSpec option) {
        String value = option.defaultValue();
        if (value != null && !value.equals(Option.NULL_VALUE) && !value.isEmpty()) {
            return "`" + cell(value) + "`";
        }
        var end = DEFAULT_AT_THE_END.matcher(text(option));
        if (end.find()) {
            return cell(end.group(1) == null ? end.group(2) : end.group(1));
        }
        boolean isFlag = option instanceof OptionSpec named && named.arity().max() == 0;
        return isFlag ? "off" : option instanceof OptionSpec ? "none" : "";
    }

    private static String said(ArgSpec option) {
        return DEFAULT_AT_THE_END.matcher(text(option)).replaceFirst("").strip();
    }

    private static String text(ArgSpec option) {
        String value = String.valueOf(option.defaultValue());
        return String.join(" ", option.description())
                .replace("${DEFAULT-VALUE}", value)
                .replace("%n", " ")
                .replace("%%", "%");
    }

    private static String variable(ArgSpec option, String prefix) {
        if (!(option instanceof OptionSpec named) || !(named.userObject() instanceof Field field)) {
            return "";
        }
        // The job's programs mark those that have one; of the others each has one.
        boolean marks = prefix.equals("TIDEGATE_");
        if (marks && Arrays.stream(field.getAnnotations()).noneMatch(ReferencePage::isFromEnvironment)) {
            return "";
        }
        String name = named.longestName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
        return "`" + prefix + name + "`";
    }

    private static boolean isFromEnvironment(Annotation annotation) {
        return annotation.annotationType().getSimpleName().equals("FromEnvironment");
    }

    private void exitCodes(CommandSpec command) {
        Map<String, String> codes = command.usageMessage().exitCodeList();
        if (codes.isEmpty()) {
            return;
        }
        line("| exit code | |").line("|---|---|");
        codes.forEach((code, means) -> line("| %s | %s |".formatted(code, cell(means))));
        line("");
    }

    private void variables(String script) throws IOException {
        line("| variable | |").line("|---|---|");
        Programs.variables(script).forEach((name, says) -> line("| `%s` | %s |".formatted(name, cell(says))));
        line("");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").strip();
    }

    private static String wrapped(String text) {
        StringBuilder wrapped = new StringBuilder();
        int width = 0;
        for (String word : text.split("\\s+", -1)) {
            if (width > 0 && width + 1 + word.length() > 120) {
                wrapped.append('\n');
                width = 0;
            }
            wrapped.append(width == 0 ? "" : " ").append(word);
            width += (width == 0 ? 0 : 1) + word.length();
        }
        return wrapped.toString();
    }

    private ReferencePage line(String line) {
        page.append(line).append('\n');
        return this;
    }
}
