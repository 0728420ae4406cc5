package dev.tidegate.ingest;

import static dev.tidegate.ingest.Failure.DONE;
import static dev.tidegate.ingest.Failure.FAILED;
import static dev.tidegate.ingest.Failure.LEFT_BEHIND;
import static dev.tidegate.ingest.Failure.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The exit status of a job of several streams. */
class FailureTest {

    @Test
    void worstStatusOfTheStreamsIsThatOfTheJobWhicheverEndsFirst() {
        List<Integer> fromBest = List.of(DONE, LEFT_BEHIND, FAILED, REFUSED);
        for (int better = 0; better < fromBest.size(); better++) {
            for (int worse = better; worse < fromBest.size(); worse++) {
                assertThat(Failure.worse(fromBest.get(better), fromBest.get(worse)))
                        .isEqualTo(fromBest.get(worse));
                assertThat(Failure.worse(fromBest.get(worse), fromBest.get(better)))
                        .isEqualTo(fromBest.get(worse));
            }
        }
    }
}
