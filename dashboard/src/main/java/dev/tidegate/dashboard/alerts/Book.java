package dev.tidegate.dashboard.alerts;

import dev.tidegate.dashboard.alerts.Finding.Verdict;
import dev.tidegate.dashboard.alerts.Notice.Event;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which alerts are open, and which notices of them are still to be sent. Each change is in the file before anything is sent,
 * so a process that dies leaves what the next one needs. All methods may be called from any thread.
 */
final class Book implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Book.class);
    private static final Duration HOUR = Duration.ofHours(1);

    /** An alert that nobody could judge for so long is told as over: else it might stay for ever. */
    private static final Duration LONGEST_UNKNOWN = Duration.ofDays(7);

    /** What is older is no news. */
    private static final Duration LONGEST_WAITING = Duration.ofHours(24);

    private static final int MOST_ENDED = 20;

    private final Rules rules;
    private final StateFile file;
    private final Tally tally;
    private State state = State.NOTHING;
    private State written = State.NOTHING;
    private boolean held;
    private String problem = "";

    Book(Rules rules, StateFile file, Tally tally) {
        this.rules = rules;
        this.file = file;
        this.tally = tally;
    }

    /**
     * Whether this process is the one that judges and sends; another one may hold the file.
     *
     * @throws IOException where the file cannot be read, or its folder cannot be written to
     */
    synchronized boolean hold(Instant now) throws IOException {
        if (held) {
            return true;
        }
        boolean ours = file.hold();
        state = file.read();
        written = state;
        held = ours;
        if (held) {
            endThoseWithoutARule(now);
        }
        return held;
    }

    /** Takes in what a rule has found. */
    synchronized void judged(Rule rule, List<Finding> findings, Instant now) {
        Set<String> named = new HashSet<>();
        for (Finding finding : findings) {
            named.add(finding.subject());
            take(rule, finding, now);
        }
        for (Alert alert : state.open()) {
            if (alert.rule().equals(rule.name()) && !named.contains(alert.subject())) {
                take(rule, rule.unnamed(alert.subject()), now);
            }
        }
        save();
    }

    /** What is to be sent now; null where nothing is, or nothing may be. */
    synchronized Delivery next(Instant now) {
        if (!held || rules.webhook() == null || state.waiting().isEmpty()) {
            return null;
        }
        List<Instant> sent = state.sent().stream()
                .filter(moment -> moment.isAfter(now.minus(HOUR)))
                .toList();
        if (sent.size() >= rules.webhook().mostAnHour()) {
            holdBack(sent);
            return null;
        }
        List<Notice> back = state.waiting().stream().filter(Notice::held).toList();
        return new Delivery(back.isEmpty() ? state.waiting().subList(0, 1) : back);
    }

    /** The receiver has it. */
    synchronized void delivered(Delivery delivery, Instant now) {
        List<Instant> sent = new ArrayList<>(state.sent());
        sent.removeIf(moment -> !moment.isAfter(now.minus(HOUR)));
        sent.add(now);
        state = new State(State.VERSION, state.open(), state.ended(), without(delivery.notices()), sent);
        tally.sent().incrementAndGet();
        save();
    }

    /** The receiver has it not, as far as is known. */
    synchronized void failed(Instant now) {
        List<Notice> old = state.waiting().stream()
                .filter(notice -> notice.at().isBefore(now.minus(LONGEST_WAITING)))
                .toList();
        tally.failed().incrementAndGet();
        if (!old.isEmpty()) {
            LOG.error("{} notices are given up: they could not be sent for 24 h. The page has the alerts.", old.size());
            tally.givenUp().addAndGet(old.size());
            state = new State(State.VERSION, state.open(), state.ended(), without(old), state.sent());
            save();
        }
    }

    synchronized State state() {
        return state;
    }

    synchronized boolean isHeld() {
        return held;
    }

    /** What keeps the state from being written; empty where nothing does. */
    synchronized String problem() {
        return problem;
    }

    @Override
    public synchronized void close() {
        held = false;
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("The lock of the state of the alerts could not be given back: {}", e.toString());
        }
    }

    private void take(Rule rule, Finding finding, Instant now) {
        Alert open = open(rule.name(), finding.subject());
        if (finding.verdict() == Verdict.ALERT && open == null) {
            Alert begun = new Alert(
                    rule.name(), rule.type(), finding.subject(), finding.text(), finding.values(), now, now, null);
            replace(null, begun);
            tell(Event.BEGIN, begun, now);
        } else if (finding.verdict() == Verdict.ALERT) {
            replace(open, open.now(finding, now));
        } else if (open != null && finding.verdict() == Verdict.FINE) {
            end(open, finding.text(), finding.values(), now);
        } else if (open != null && open.judgedAt().isBefore(now.minus(LONGEST_UNKNOWN))) {
            end(open, "It could not be judged for 7 days. " + finding.text(), Map.of(), now);
        }
    }

    private void endThoseWithoutARule(Instant now) {
        Map<String, String> types = rules.rules().stream().collect(Collectors.toMap(Rule::name, Rule::type));
        for (Alert alert : state.open()) {
            if (!alert.type().equals(types.get(alert.rule()))) {
                end(alert, "The rule file has this rule no longer.", Map.of(), now);
            }
        }
        save();
    }

    private void end(Alert open, String why, Map<String, BigDecimal> values, Instant now) {
        Alert over = open.over(why, values, now);
        replace(open, null);
        List<Alert> ended = new ArrayList<>(List.of(over));
        ended.addAll(
                state.ended().subList(0, Math.min(MOST_ENDED - 1, state.ended().size())));
        state = new State(State.VERSION, state.open(), ended, state.waiting(), state.sent());
        tell(Event.END, over, now);
    }

    private void tell(Event event, Alert alert, Instant now) {
        Notice notice = Notice.of(event, alert, now);
        LOG.info("{}", notice.text());
        if (rules.webhook() != null) {
            List<Notice> waiting = new ArrayList<>(state.waiting());
            waiting.add(notice);
            state = new State(State.VERSION, state.open(), state.ended(), waiting, state.sent());
        }
    }

    private void replace(Alert before, Alert after) {
        List<Alert> open = new ArrayList<>(state.open());
        if (before != null) {
            open.remove(before);
        }
        if (after != null) {
            open.add(after);
        }
        state = new State(State.VERSION, open, state.ended(), state.waiting(), state.sent());
    }

    private void holdBack(List<Instant> sent) {
        long more = state.waiting().stream().filter(notice -> !notice.held()).count();
        if (more > 0) {
            LOG.warn(
                    "{} notices are held back: {} were sent within an hour, the most there may be.", more, sent.size());
            tally.heldBack().addAndGet(more);
            List<Notice> waiting =
                    state.waiting().stream().map(Notice::heldBack).toList();
            state = new State(State.VERSION, state.open(), state.ended(), waiting, sent);
            save();
        }
    }

    private Alert open(String rule, String subject) {
        return state.open().stream()
                .filter(alert -> alert.isOf(rule, subject))
                .findFirst()
                .orElse(null);
    }

    private List<Notice> without(List<Notice> gone) {
        Set<String> ids = gone.stream().map(Notice::id).collect(Collectors.toSet());
        return state.waiting().stream()
                .filter(notice -> !ids.contains(notice.id()))
                .toList();
    }

    private void save() {
        if (state.equals(written)) {
            return;
        }
        try {
            file.write(state);
            written = state;
            problem = "";
        } catch (IOException e) {
            problem = "The state of the alerts cannot be written: " + e.getMessage()
                    + ". After a restart alerts may be told again.";
            LOG.error("{}", problem);
        }
    }
}
