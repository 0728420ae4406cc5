package dev.tidegate.crashtest.nemesis;

import dev.tidegate.crashtest.running.Cut;
import dev.tidegate.crashtest.running.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The network between job and database loses messages, or holds them back. */
final class Cuts {

    private static final int FILES = 6;
    private static final Duration TIME_TO_CUT = Duration.ofMinutes(1);
    private static final int LONGEST_STALL_MILLIS = 4000;
    private static final Duration TIME_TO_SPEAK = Duration.ofSeconds(30);

    private Cuts() {}

    static List<Fault> all() {
        List<Fault> faults =
                new ArrayList<>(Arrays.stream(Cut.values()).map(Cuts::fault).toList());
        faults.add(new Fault("network stalls", Cuts::stall));
        return faults;
    }

    private static Fault fault(Cut cut) {
        return new Fault(
                "cut: " + cut.name().toLowerCase(Locale.ROOT).replace('_', ' '), scene -> cut(scene, cut, most(cut)));
    }

    /** How deep into the load of six files a cut may come. */
    private static int most(Cut cut) {
        return switch (cut) {
            case REQUEST_LOST, ANSWER_LOST -> 40;
            case COMMIT_LOST, COMMIT_ANSWER_LOST -> 2;
        };
    }

    private static boolean cut(Scene scene, Cut cut, int mostChunks) throws Exception {
        scene.job();
        scene.proxy().cut(cut, scene.random().nextInt(mostChunks));
        scene.deliver(FILES);
        Patience.await("the job to say enough for a cut of kind " + cut, TIME_TO_CUT, () -> scene.proxy()
                .hasCut());
        return true;
    }

    private static boolean stall(Scene scene) throws Exception {
        scene.job();
        long before = scene.proxy().heldBack();
        scene.beginLoad();
        scene.proxy().stall(TIME_TO_SPEAK);
        Patience.await(
                "the job to say something in a stall",
                TIME_TO_SPEAK,
                () -> scene.proxy().heldBack() > before);
        scene.proxy().stall(Duration.ofMillis(scene.upTo(LONGEST_STALL_MILLIS)));
        return true;
    }
}
