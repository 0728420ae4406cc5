package dev.tidegate.ingest.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Tells each stream when a task of it ends. Spark knows tasks by their stages, and stages by the pool they were sent to. */
final class EndedTasks extends SparkListener {

    private static final String POOL = "spark.scheduler.pool";

    private final Map<String, StreamMetrics> streams;
    private final Map<Integer, StreamMetrics> stages = new ConcurrentHashMap<>();

    /** @param streams by their names, which are those of their pools */
    EndedTasks(Map<String, StreamMetrics> streams) {
        this.streams = Map.copyOf(streams);
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
        String pool =
                submitted.properties() == null ? null : submitted.properties().getProperty(POOL);
        if (pool != null && streams.containsKey(pool)) {
            stages.put(submitted.stageInfo().stageId(), streams.get(pool));
        }
    }

    @Override
    public void onStageCompleted(SparkListenerStageCompleted completed) {
        stages.remove(completed.stageInfo().stageId());
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        StreamMetrics stream = stages.get(end.stageId());
        if (stream != null) {
            stream.taskEnded();
        }
    }
}
