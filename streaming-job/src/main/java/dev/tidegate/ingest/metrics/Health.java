package dev.tidegate.ingest.metrics;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the job is, for a monitoring system and for people.
 *
 * @param up whether it gets on, or has nothing to do
 * @param doing what it does
 * @param secondsWithoutProgress since the last commit, or since nothing was there to load
 * @param filesInHand files of the micro-batch that is being loaded
 * @param failedTries tries in a row that failed
 * @param lastFailure what the last of them failed of; null where none did
 */
record Health(
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
        return new Health(false, doing, secondsWithoutProgress, databaseUp, filesInHand, failedTries, trouble);
    }

    /** One line. */
    String json() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", up ? "up" : "down");
        body.put("doing", doing);
        body.put("seconds_without_progress", secondsWithoutProgress);
        body.put("database", databaseUp ? "up" : "down");
        body.put("files_in_hand", filesInHand);
        body.put("failed_tries", failedTries);
        body.put("last_failure", lastFailure);
        return GSON.toJson(body) + "\n";
    }
}
