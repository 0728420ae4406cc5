package dev.tidegate.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The ways that the job is measured beside. */
final class Peers {

    private Peers() {}

    /**
     * Those that this machine has, the bare recipe first.
     *
     * @param filesAtOnce files of a transaction, as of a micro-batch of the job
     */
    static List<Way> of(Run run, int filesAtOnce) throws IOException {
        List<Way> peers = new ArrayList<>();
        peers.add(new BareCopy(run.database(), filesAtOnce));
        peers.add(new SparkJdbc(run.plainSpark(), run.database(), run.newFolder("spark-jdbc"), filesAtOnce));
        PgLoader.find(run, filesAtOnce)
                .ifPresentOrElse(
                        peers::add,
                        () -> Report.say("pgloader is not installed (Debian: apt install pgloader): not measured"));
        return peers;
    }
}
