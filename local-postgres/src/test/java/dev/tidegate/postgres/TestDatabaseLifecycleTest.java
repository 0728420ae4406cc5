package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs small test classes and looks at what became of them. */
class TestDatabaseLifecycleTest {
    private static final List<String> NAMES_PER_TEST = new CopyOnWriteArrayList<>();
    private static final List<String> NAMES_PER_CLASS = new CopyOnWriteArrayList<>();
    private static final List<Connection> LEFT_OPEN = new CopyOnWriteArrayList<>();

    private static Events events;

    /** All in one run, because each run starts a server. */
    @BeforeAll
    static void runThem() throws SQLException {
        events = EngineTestKit.engine("junit-jupiter")
                .selectors(
                        selectClass(LeavesOneOpen.class),
                        selectClass(LeavesADeclaredOneOpen.class),
                        selectClass(FailsAndLeavesOneOpen.class),
                        selectClass(OnePerTest.class),
                        selectClass(OnePerClass.class))
                .execute()
                .testEvents();
        for (Connection connection : LEFT_OPEN) {
            connection.close();
        }
    }

    @Test
    void aTestThatLeavesAConnectionOpenFails() {
        events.assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                test("leavesOneOpenByMistake"),
                                finishedWithFailure(message(
                                        m -> m.contains("left connections open") && m.contains("(forgotten)")))));
    }

    @Test
    void aDeclaredBackgroundConnectionMayStay() {
        events.assertThatEvents().haveExactly(1, event(test("leavesADeclaredOneOpen"), finishedSuccessfully()));
    }

    @Test
    void aTestThatFailedKeepsItsOwnFailure() {
        events.assertThatEvents()
                .haveExactly(1, event(test("failsAndLeavesOneOpen"), finishedWithFailure(message("its own failure"))));
    }

    @Test
    void anInstanceFieldIsADatabaseForEachTest() {
        assertThat(NAMES_PER_TEST).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void aStaticFieldIsOneDatabaseForTheClassAndThoseInIt() {
        assertThat(NAMES_PER_CLASS).hasSize(3);
        assertThat(NAMES_PER_CLASS.stream().distinct()).hasSize(1);
    }

    private static void leaveOpen(TestDatabase database, String applicationName) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        properties.setProperty("ApplicationName", applicationName);
        LEFT_OPEN.add(DriverManager.getConnection(database.jdbcUrl(), properties));
    }

    static class LeavesOneOpen {
        @RegisterExtension
        final TestDatabase database = new TestDatabase().allowingOpen("heartbeat");

        @Test
        void leavesOneOpenByMistake() throws SQLException {
            leaveOpen(database, "forgotten");
        }
    }

    static class LeavesADeclaredOneOpen {
        @RegisterExtension
        final TestDatabase database = new TestDatabase().allowingOpen("heartbeat");

        @Test
        void leavesADeclaredOneOpen() throws SQLException {
            leaveOpen(database, "heartbeat");
        }
    }

    static class FailsAndLeavesOneOpen {
        @RegisterExtension
        final TestDatabase database = new TestDatabase();

        @Test
        void failsAndLeavesOneOpen() throws SQLException {
            leaveOpen(database, "forgotten");
            throw new AssertionError("its own failure");
        }
    }

    static class OnePerTest {
        @RegisterExtension
        final TestDatabase database = new TestDatabase();

        @Test
        void one() {
            NAMES_PER_TEST.add(database.databaseName());
        }

        @Test
        void another() {
            NAMES_PER_TEST.add(database.databaseName());
        }
    }

    static class OnePerClass {
        @RegisterExtension
        static final TestDatabase DATABASE = new TestDatabase();

        @Test
        void one() {
            NAMES_PER_CLASS.add(DATABASE.databaseName());
        }

        @Test
        void another() {
            NAMES_PER_CLASS.add(DATABASE.databaseName());
        }

        @Nested
        class Inside {
            @Test
            void third() {
                NAMES_PER_CLASS.add(DATABASE.databaseName());
            }
        }
    }
}
