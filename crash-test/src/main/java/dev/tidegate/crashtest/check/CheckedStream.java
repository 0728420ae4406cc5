package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.running.Store;
import dev.tidegate.crashtest.running.StreamFolders;
import dev.tidegate.crashtest.running.TestedStream;
import dev.tidegate.crashtest.workload.Deliveries;

/**
 * A stream that is compared.
 *
 * @param deliveries all that was delivered to it
 * @param store where its files lie
 * @param folders in which of its folders
 */
public record CheckedStream(TestedStream stream, Deliveries deliveries, Store store, StreamFolders folders) {

    String name() {
        return stream.streamName();
    }

    TableReader<?> table() {
        return switch (stream) {
            case EVENTS -> new RawEvents();
            case ORDERS -> new OrderLines();
        };
    }
}
