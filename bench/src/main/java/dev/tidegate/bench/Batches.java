package dev.tidegate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** Spark's own account of the micro-batches of a session: how long each took, and where. */
final class Batches extends StreamingQueryListener implements AutoCloseable {

    private static final String WHOLE = "triggerExecution";

    private final SparkSession spark;
    private final List<Map<String, Long>> millis = new ArrayList<>();

    private Batches(SparkSession spark) {
        this.spark = spark;
    }

    static Batches of(SparkSession spark) {
        Batches batches = new Batches(spark);
        spark.streams().addListener(batches);
        return batches;
    }

    @Override
    public void onQueryStarted(QueryStartedEvent event) {
        // Only what each micro-batch took is of interest.
    }

    @Override
    public synchronized void onQueryProgress(QueryProgressEvent event) {
        if (event.progress().numInputRows() > 0) {
            millis.add(Map.copyOf(event.progress().durationMs()));
        }
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {
        // Whoever started the query knows.
    }

    synchronized int count() {
        return millis.size();
    }

    /** Milliseconds of the micro-batches from the given one on, from looking for files to the commit of Spark. */
    synchronized List<Double> wall(int from, int to) {
        return millis.subList(from, to).stream()
                .map(batch -> batch.get(WHOLE).doubleValue())
                .toList();
    }

    /** The medians of the parts of a micro-batch, by Spark's names. */
    synchronized Map<String, Double> parts(int from, int to) {
        Map<String, List<Double>> byPart = new TreeMap<>();
        for (Map<String, Long> batch : millis.subList(from, to)) {
            batch.forEach((part, took) ->
                    byPart.computeIfAbsent(part, name -> new ArrayList<>()).add(took.doubleValue()));
        }
        Map<String, Double> medians = new TreeMap<>();
        byPart.forEach((part, all) -> medians.put(part, Figures.median(all)));
        return medians;
    }

    @Override
    public void close() {
        spark.streams().removeListener(this);
    }
}
