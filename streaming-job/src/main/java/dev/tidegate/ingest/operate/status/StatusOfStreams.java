package dev.tidegate.ingest.operate.status;

import java.util.List;

/**
 * How the streams of a database are.
 *
 * @param named whether somebody asked for just these
 */
record StatusOfStreams(List<Status> streams, boolean named) {

    StatusOfStreams {
        streams = List.copyOf(streams);
    }

    /**
     * Whether all that should run does. A stream that was never started is none that should, unless it was asked for: the
     * built-in one is in each database.
     */
    boolean isWell() {
        List<Status> wanted =
                streams.stream().filter(status -> named || status.epoch() > 0).toList();
        return !wanted.isEmpty() && wanted.stream().allMatch(status -> status.state() == Status.State.RUNNING);
    }

    /** As JSON: what the first one is, as where there is no other, and all of them in {@code streams}. */
    Object json() {
        return streams.isEmpty() ? List.of() : streams.get(0).with(streams);
    }
}
