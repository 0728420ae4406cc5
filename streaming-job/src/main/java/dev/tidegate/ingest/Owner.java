package dev.tidegate.ingest;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who runs the job, for people who find it in the database. */
final class Owner {

    private Owner() {}

    static String describe() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown host";
        }
        return "process %d on %s".formatted(ProcessHandle.current().pid(), host);
    }
}
