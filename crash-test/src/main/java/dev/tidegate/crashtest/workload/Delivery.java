package dev.tidegate.crashtest.workload;

/**
 * A version of a file that was put into the input folder once.
 *
 * @param number counts deliveries from 1
 * @param name in the input folder
 * @param modifiedMillis modification time in milliseconds since 1970
 */
public record Delivery(int number, int round, String name, long modifiedMillis, Version version) {

    @Override
    public String toString() {
        return "delivery %d of round %d, %s (%d bytes, sha256 %s)"
                .formatted(number, round, name, version.size(), version.sha256());
    }
}
