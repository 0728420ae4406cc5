package dev.tidegate.dashboard.alerts;

import dev.tidegate.dashboard.alerts.Rules.Target;
import dev.tidegate.ingest.yaml.Entry;
import dev.tidegate.ingest.yaml.Faults;
import dev.tidegate.ingest.yaml.Nearest;
import dev.tidegate.ingest.yaml.YamlException;
import dev.tidegate.ingest.yaml.YamlFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules as a file in YAML has them. docs/alerts.md tells its keys. */
public final class RuleFile {
    static final List<String> KEYS = List.of("rules", "every", "webhook");
    static final List<String> KEYS_OF_WEBHOOK = List.of("address_file", "form", "at_most");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,39}");
    private static final Duration USUALLY_EVERY = Duration.ofMinutes(1);
    private static final int USUALLY_AT_MOST = 20;

    private final Path folder;
    private final Faults faults = new Faults();

    private RuleFile(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads a file.
     *
     * @throws YamlException with all that is wrong in it: file, line, what was found and what was expected
     */
    public static Rules read(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return new RuleFile(folder).rules(YamlFile.read(file, "the alert rules"));
    }

    private Rules rules(Entry top) {
        Map<String, Entry> entries = top.entries(KEYS, faults);
        List<Rule> rules = new ArrayList<>();
        Entry all = entries.get("rules");
        if (all != null) {
            Map<String, Entry> named = all.entries(List.of(), faults);
            named.forEach((name, entry) -> rule(name, entry).ifPresent(rules::add));
            if (named.isEmpty() && !all.isText()) {
                faults.add(all, "rules has none: expected one at least, such as no-events: {type: no_events}");
            }
        } else if (faults.isEmpty()) {
            faults.add(top, "the key rules is missing: expected rules, such as no-events: {type: no_events}");
        }
        Keys keys = new Keys(top, entries, faults);
        Duration every = keys.read("every", text -> Values.duration(text, Duration.ofSeconds(5), Duration.ofHours(1)))
                .orElse(USUALLY_EVERY);
        Target webhook = webhook(entries.get("webhook"));
        faults.refuse();
        return new Rules(rules, every, webhook);
    }

    private Optional<Rule> rule(String name, Entry entry) {
        if (!NAME.matcher(name).matches()) {
            faults.add(
                    entry,
                    "rule '%s': expected as its name a small letter, and up to 39 small letters, digits, _ and -"
                            .formatted(name));
        }
        return RuleType.read(name, entry, faults);
    }

    private Target webhook(Entry entry) {
        if (entry == null) {
            return null;
        }
        Keys keys = new Keys(entry, entry.entries(KEYS_OF_WEBHOOK, faults), faults);
        Optional<Path> addressFile = keys.read("address_file", folder::resolve);
        if (!keys.has("address_file") && !entry.isText()) {
            faults.add(
                    entry,
                    "webhook has no address_file: expected the file whose first line is the address, such as ../secrets/alerts/webhook");
        }
        Form form = keys.read("form", RuleFile::form).orElse(Form.JSON);
        int mostAnHour = keys.read("at_most", text -> Values.whole(text, 1, 1_000))
                .orElse((long) USUALLY_AT_MOST)
                .intValue();
        addressFile.ifPresent(file -> {
            try {
                Webhook.address(file);
            } catch (IllegalArgumentException e) {
                faults.add(keys.entry("address_file"), "address_file %s: %s".formatted(file, e.getMessage()));
            }
        });
        return addressFile.map(file -> new Target(file, form, mostAnHour)).orElse(null);
    }

    private static Form form(String text) {
        return Form.labelled(text)
                .orElseThrow(() -> new IllegalArgumentException("found '%s', expected one of %s%s"
                        .formatted(text, String.join(", ", Form.labels()), Nearest.hint(text, Form.labels()))));
    }
}
