package dev.tidegate.dashboard.panel;

import dev.tidegate.dashboard.database.ConnectionSettings;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.dashboard.database.PasswordSource;
import dev.tidegate.postgres.TestDatabase;
import java.time.Clock;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What the page's panels answer about the shop of a test. It connects with the first question. */
final class AskedShop implements AfterAllCallback {
    private final TestDatabase server;
    private Database database;
    private Answers answers;

    AskedShop(TestDatabase server) {
        this.server = server;
    }

    Answer answer(Question question) {
        if (answers == null) {
            database = Database.at(
                    new ConnectionSettings(
                            server.jdbcUrl(),
                            server.reader().user(),
                            new PasswordSource.InVariable(server.reader().password())),
                    Answers.CONNECTIONS);
            answers = new Answers(database, () -> 1, Clock.systemUTC(), (panel, took) -> {});
        }
        return answers.to(question, "viewer").join();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (answers != null) {
            answers.close();
            database.close();
        }
    }
}
