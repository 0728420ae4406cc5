package dev.tidegate.ingest.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.GoldenStatements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The statements of the merge that are made for the stream of events, and what is said in one place only. */
class MergeStatementsTest {

    private static final Path STATEMENTS = Path.of("src/main/resources/dev/tidegate/ingest");

    @Test
    void statementsForEventsAreThoseOfTheGoldenFile() throws IOException {
        GoldenStatements.assertGolden(MergeStatementsTest.class, made());
    }

    private static Map<String, String> made() {
        Statements statements = Statements.of(Events.STREAM);
        Map<String, String> made = new LinkedHashMap<>();
        made.put("INSERT_EVENTS", statements.insertEvents());
        made.put("INSERT_DISTINCT_EVENTS", statements.insertDistinctEvents());
        made.put("WRITE_LEDGER_OF_NEW", statements.writeLedgerOfNew());
        made.put("MERGE", statements.merge());
        made.put("CREATE_CONFLICTING_EVENTS", statements.createConflictingEvents());
        made.put("JUDGE_KNOWN_EVENTS", statements.judgeKnownEvents());
        made.put("FIND_KNOWN_EVENTS", statements.findKnownEvents());
        made.put("FIND_CONFLICTING_EVENTS", statements.findConflictingEvents());
        made.put("INSERT_OTHERS", statements.insertOthers());
        made.put("INSERT_OTHERS_IN_ORDER", statements.insertOthersInOrder());
        made.put("MERGE_CONFLICTING_EVENTS", statements.mergeConflictingEvents());
        return made;
    }

    @Test
    void whichVersionWinsIsSaidInOneFile() throws IOException {
        try (Stream<Path> files = Files.walk(STATEMENTS)) {
            List<Path> winners = files.filter(MergeStatementsTest::saysWhoWins).toList();
            assertThat(winners).singleElement().satisfies(file -> assertThat(file)
                    .hasFileName("winner.sql"));
        }
    }

    private static boolean saysWhoWins(Path file) {
        try {
            return Files.isRegularFile(file) && Files.readString(file).contains("DISTINCT ON");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
