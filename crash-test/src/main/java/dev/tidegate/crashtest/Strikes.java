package dev.tidegate.crashtest;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often each kind of fault struck. A fault that met an idle job proves little, and is counted separately. */
final class Strikes {

    private final Map<String, Integer> atWork = new TreeMap<>();
    private final Map<String, Integer> idle = new TreeMap<>();

    /** Kinds that are listed even if they never strike. */
    void expect(List<String> kinds) {
        kinds.forEach(kind -> atWork.put(kind, 0));
    }

    void add(String kind, boolean metWork) {
        (metWork ? atWork : idle).merge(kind, 1, Integer::sum);
    }

    int total() {
        return atWork.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A line a kind. */
    List<String> lines() {
        return atWork.entrySet().stream()
                .map(kind -> line(kind.getKey(), kind.getValue()))
                .toList();
    }

    private String line(String kind, int times) {
        int missed = idle.getOrDefault(kind, 0);
        return "%6d  %s%s".formatted(times, kind, missed == 0 ? "" : " (" + missed + " more met an idle job)");
    }
}
