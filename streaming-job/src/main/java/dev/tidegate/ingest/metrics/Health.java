package dev.tidegate.ingest.metrics;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a stream is, for a monitoring system and for people.
 *
 * @param up whether it gets on, or has nothing to do
 * @param doing what it does
 * @param secondsWithoutProgress since the last commit, or since nothing was there to load
 * @param filesInHand files of the micro-batch that is being loaded
 * @param failedTries tries in a row that failed
 * @param lastFailure what the last of them failed of; null where none did
 */
record Health(
        String stream,
        boolean up,
        String doing,
        long secondsWithoutProgress,
        boolean databaseUp,
        int filesInHand,
        int failedTries,
        String lastFailure) {

    private static final Gson GSON = new GsonBuilder()
            .serializeNulls()
            .disableHtmlEscaping()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .create();

    /** The same, but not up: files wait that the database has no room for, however well the others get on. */
    Health downFor(String trouble) {
        return new Health(stream, false, doing, secondsWithoutProgress, databaseUp, filesInHand, failedTries, trouble);
    }

    /**
     * How the job is, in one line: as its worst stream is, and below that how each is.
     *
     * @param streams one or more
     */
    static String json(List<Health> streams) {
        Map<String, Object> body = worst(streams).body();
        body.put("streams", streams.stream().map(Health::body).toList());
        return GSON.toJson(body) + "\n";
    }

    /** Whether all get on. */
    static boolean areUp(List<Health> streams) {
        return streams.stream().allMatch(Health::up);
    }

    /** Whether the database answers all of them. */
    static boolean areReady(List<Health> streams) {
        return streams.stream().allMatch(Health::databaseUp);
    }

    private static Health worst(List<Health> streams) {
        return streams.stream().filter(stream -> !stream.up).findFirst().orElse(streams.get(0));
    }

    private Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", up ? "up" : "down");
        body.put("stream", stream);
        body.put("doing", doing);
        body.put("seconds_without_progress", secondsWithoutProgress);
        body.put("database", databaseUp ? "up" : "down");
        body.put("files_in_hand", filesInHand);
        body.put("failed_tries", failedTries);
        body.put("last_failure", lastFailure);
        return body;
    }
}
