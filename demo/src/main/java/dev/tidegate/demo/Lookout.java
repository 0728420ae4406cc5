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
    private final Totals before;
    private final Instant started = Instant.now();

    Lookout(LandingFolder landing, Ledger ledger, DeclaredStreams declared, Screen screen)
            throws IOException, SQLException {
        this.landing = landing;
        this.ledger = ledger;
        this.declared = declared;
        this.screen = screen;
        this.news = new News(screen);
        this.before = ledger.totals(Ledger.EVENTS);
    }

    /** Looks once; returns how many files wait. */
    long look(Program dashboard) throws IOException, SQLException {
        long waiting = landing.waiting();
        Progress progress = ledger.progress(waiting, declared.progress(ledger));
        news.ofDashboard(dashboard);
        news.ofRows(progress.totals().since(before), elapsed());
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
        Totals after = ledger.totals(Ledger.EVENTS);
        return new Outcome(after.since(before), after, landing.waiting(), declared.outcome(ledger), trouble);
    }
}
