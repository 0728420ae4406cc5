package dev.tidegate.dashboard.alerts;

import dev.tidegate.dashboard.alerts.Finding.Verdict;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.dashboard.database.DatabaseException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the rules now and then, and has people told what began and what is over. Of several processes with the same state
 * file one does so; the others wait until it has ended.
 */
public final class Alerts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Rules rules;
    private final Asking database;
    private final Clock clock;
    private final Tally tally = new Tally();
    private final Book book;
    private final Sender sender;
    private final Map<String, Looked> newest = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "alerts");
        thread.setDaemon(true);
        return thread;
    });
    private volatile String problem = "";

    /** What a rule has said last. */
    private record Looked(Instant at, List<Finding> findings) {}

    /**
     * Starts nothing yet.
     *
     * @param state file in which it is kept what is open and what is still to be sent
     */
    public Alerts(Rules rules, Path state, Database database, Clock clock) {
        this(rules, state, database::query, clock, PATIENCE, FIRST_PAUSE);
    }

    Alerts(Rules rules, Path state, Asking database, Clock clock, Duration patience, Duration firstPause) {
        this.rules = rules;
        this.database = database;
        this.clock = clock;
        this.book = new Book(rules, new StateFile(state), tally);
        this.sender = rules.webhook() == null
                ? null
                : new Sender(book, new Webhook(rules.webhook(), patience), clock, firstPause);
    }

    /**
     * Whether state can be kept in a file.
     *
     * @throws IOException where it cannot be read, or nothing can be written beside it; the message says which
     */
    public static void check(Path state) throws IOException {
        try (StateFile file = new StateFile(state)) {
            file.hold();
            file.read();
        }
    }

    /** Begins to look and to send. */
    public void start() {
        long every = rules.every().toMillis();
        var unused = timer.scheduleWithFixedDelay(this::look, 0, every, TimeUnit.MILLISECONDS);
        if (sender != null) {
            sender.start();
        }
    }

    /** How all is, for the page; it waits for nobody. */
    public Map<String, Object> view() {
        State state = book.state();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("judges", book.isHeld());
        view.put("problem", book.problem().isEmpty() ? problem : book.problem());
        view.put("open", state.open().stream().map(Alerts::shown).toList());
        view.put("ended", state.ended().stream().map(Alerts::shown).toList());
        view.put("rules", rules.rules().stream().map(this::shown).toList());
        view.put("notices", notices(state));
        return view;
    }

    /** How many messages were sent, how many tries failed, how many notices were held back and given up. */
    public Map<String, Long> notices() {
        return Map.of(
                "sent", tally.sent().get(),
                "failed", tally.failed().get(),
                "held_back", tally.heldBack().get(),
                "given_up", tally.givenUp().get());
    }

    /** How many notices are still to be sent. */
    public int waiting() {
        return book.state().waiting().size();
    }

    /** How many alerts are open, by rule. */
    public Map<String, Long> open() {
        Map<String, Long> open = new LinkedHashMap<>();
        rules.rules().forEach(rule -> open.put(rule.name(), 0L));
        book.state().open().forEach(alert -> open.merge(alert.rule(), 1L, Long::sum));
        return open;
    }

    /** Whether this process is the one that looks at the rules. */
    public boolean judges() {
        return book.isHeld();
    }

    /** Lets a message that is being sent come to its end. */
    @Override
    public void close() {
        timer.shutdownNow();
        if (sender != null) {
            sender.close();
        }
        book.close();
    }

    /** Looks at all rules once. Whoever looks beside the timer waits until it has: else an older look would have the last word. */
    synchronized void look() {
        try {
            Instant now = clock.instant();
            boolean judges = book.hold(now);
            problem = "";
            if (judges) {
                rules.rules().forEach(rule -> look(rule, now));
            }
        } catch (IOException e) {
            problem = "Alerts are not looked at: " + e.getMessage();
            LOG.error("{}", problem);
        } catch (RuntimeException e) {
            // Otherwise the timer would stop, and nobody would know.
            problem = "Alerts are not looked at: " + e;
            LOG.error("Cannot look at the alerts", e);
        }
    }

    private void look(Rule rule, Instant now) {
        try {
            List<Finding> findings = rule.judge(database, now);
            List<Finding> said = findings.isEmpty() ? List.of(rule.unnamed("")) : findings;
            newest.put(rule.name(), new Looked(now, said));
            book.judged(rule, findings, now);
        } catch (DatabaseException e) {
            newest.put(rule.name(), new Looked(now, List.of(Finding.unknown("", e.getMessage()))));
        } catch (RuntimeException e) {
            LOG.error("Cannot look at the rule {}", rule.name(), e);
            newest.put(
                    rule.name(), new Looked(now, List.of(Finding.unknown("", "This rule cannot be looked at: " + e))));
        }
    }

    private Map<String, Object> notices(State state) {
        Map<String, Object> notices = new LinkedHashMap<>();
        notices.put(
                "form", rules.webhook() == null ? null : rules.webhook().form().label());
        notices.put("at_most", rules.webhook() == null ? null : rules.webhook().mostAnHour());
        notices.put("waiting", state.waiting().size());
        notices.put("held", state.waiting().stream().filter(Notice::held).count());
        notices.put("problem", sender == null ? "" : sender.problem());
        return notices;
    }

    private Map<String, Object> shown(Rule rule) {
        Looked looked = newest.get(rule.name());
        List<Finding> findings = looked == null ? List.of() : looked.findings();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("rule", rule.name());
        shown.put("type", rule.type());
        shown.put("says", rule.says());
        shown.put("state", state(rule, looked));
        shown.put(
                "why", findings.stream().map(Finding::text).distinct().limit(5).toList());
        shown.put("at", looked == null ? null : looked.at().toString());
        return shown;
    }

    private String state(Rule rule, Looked looked) {
        if (open().get(rule.name()) > 0) {
            return "alert";
        }
        boolean unknown =
                looked == null || looked.findings().stream().allMatch(finding -> finding.verdict() == Verdict.UNKNOWN);
        return unknown ? "unknown" : "fine";
    }

    private static Map<String, Object> shown(Alert alert) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("rule", alert.rule());
        shown.put("subject", alert.subject());
        shown.put("text", alert.text());
        shown.put("values", alert.values());
        shown.put("since", alert.since().toString());
        shown.put("until", alert.until() == null ? null : alert.until().toString());
        return shown;
    }
}
