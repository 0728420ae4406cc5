package dev.tidegate.ingest.stream;

/** The stream that is built in: what the users of a shop view, click and buy. Declared in {@code streams/events.yaml}. */
public final class Events {

    public static final Stream STREAM = DeclaredStream.shipped("events");

    private Events() {}

    /** Whether a stream of this name is the built-in one. */
    public static boolean is(String stream) {
        return STREAM.name().equals(stream);
    }
}
