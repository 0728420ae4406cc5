package dev.tidegate.crashtest.running;

import java.util.Arrays;
import java.util.List;

/** The streams that the job runs side by side. */
public enum TestedStream {
    /** The built-in one. */
    EVENTS("events", "events"),
    /** One that is declared: its key is a text and a number, and records take rows away. */
    ORDERS("orders", "streams/orders.yaml");

    private final String streamName;
    private final String option;

    TestedStream(String streamName, String option) {
        this.streamName = streamName;
        this.option = option;
    }

    /** All of them. */
    public static List<TestedStream> all() {
        return Arrays.asList(values());
    }

    /** As the database has it. */
    public String streamName() {
        return streamName;
    }

    /** What {@code --stream} takes; a file counts from the project's folder. */
    String option() {
        return option;
    }
}
