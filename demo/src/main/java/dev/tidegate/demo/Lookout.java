package dev.tidegate.demo;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Looks at the landing folder and the database, and shows what it sees. */
final class Lookout {
    private final LandingFolder landing;
    private final Ledger ledger;
    private final DeclaredStreams declared;
    private final Screen screen;
    private final News news;
    private final TotalsByStream before;
    private final Instant started = Instant.now();

    Lookout(LandingFolder landing, Ledger ledger, DeclaredStreams declared, Screen screen)
            throws IOException, SQLException {
        this.landing = landing;
        this.ledger = ledger;
        this.declared = declared;
        this.screen = screen;
        this.news = new News(screen);
        this.before = ledger.totals();
    }

    /** Looks once; returns how many files wait. */
    long look(Program dashboard) throws IOException, SQLException {
        long waiting = landing.waiting();
        TotalsByStream now = ledger.runningTotals();
        Progress progress = new Progress(now.of(Ledger.EVENTS), waiting, ledger.newest(), declared.progress(now));
        news.ofDashboard(dashboard);
        news.ofRows(progress.totals().since(before.of(Ledger.EVENTS)), elapsed());
        screen.show(progress, elapsed());
        return waiting
                + progress.declared().stream()
                        .mapToLong(StreamProgress::waiting)
                        .sum();
    }

    /** Since this was made. */
    Duration elapsed() {
        return Duration.between(started, Instant.now());
    }

    /**
     * The result of the run.
     *
     * @param trouble what went wrong; empty where nothing did
     */
    Outcome outcome(Optional<String> trouble) throws IOException, SQLException {
        TotalsByStream after = ledger.totals();
        Totals events = after.of(Ledger.EVENTS);
        return new Outcome(
                events.since(before.of(Ledger.EVENTS)),
                events,
                landing.waiting(),
                declared.outcome(before, after),
                trouble);
    }
}
