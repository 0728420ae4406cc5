package dev.tidegate.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processor time of this JVM and of the PostgreSQL server, which depends less on a busy machine than wall-clock time. */
final class CpuClock {

    private static final double TICKS_A_SECOND = 100;

    /** Fields of {@code /proc/<pid>/stat}, counted from the one behind the name in brackets. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;
    private static final int USER_OF_ENDED_CHILDREN = 13;
    private static final int SYSTEM_OF_ENDED_CHILDREN = 14;

    private final Path postmasterPid;

    /** @param data folder of the server */
    CpuClock(Path data) {
        this.postmasterPid = data.resolve("postmaster.pid");
    }

    /** Seconds so far; not a number where the system does not tell. */
    double seconds() throws IOException {
        return jvm() + server();
    }

    /** With programs that it has started and that have ended. */
    private static double jvm() throws IOException {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                        + ticks(ProcessHandle.current().pid(), USER_OF_ENDED_CHILDREN, SYSTEM_OF_ENDED_CHILDREN)
                                / TICKS_A_SECOND
                : Double.NaN;
    }

    /** Seconds of the server alone. */
    double server() throws IOException {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return Double.NaN;
        }
        long pid = Long.parseLong(Files.readAllLines(postmasterPid).get(0).strip());
        double ticks = ticks(pid, USER, SYSTEM, USER_OF_ENDED_CHILDREN, SYSTEM_OF_ENDED_CHILDREN);
        List<Long> sessions = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .toList();
        for (long session : sessions) {
            ticks += ticks(session, USER, SYSTEM);
        }
        return ticks / TICKS_A_SECOND;
    }

    private static double ticks(long pid, int... fields) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            String stat = Files.readString(process.resolve("stat"));
            List<String> values = Stream.of(
                            stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1))
                    .toList();
            double sum = 0;
            for (int field : fields) {
                sum += Double.parseDouble(values.get(field));
            }
            return sum;
        } catch (IOException e) {
            // One that ends between open and read is no NoSuchFileException.
            if (Files.exists(process)) {
                throw e;
            }
            // A session that has just ended counts with the ended children from now on.
            return 0;
        }
    }
}
