package dev.tidegate.dashboard.alerts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** One message to the receiver: one notice, or what was held back, told together. */
record Delivery(List<Notice> notices) {
    /** More lines in a message nobody reads. */
    private static final int MOST_LINES = 30;

    /** One notice is told as itself, even if it was held back. */
    boolean tellsSeveral() {
        return notices.size() > 1;
    }

    /** The same for each try with the same notices. */
    String id() {
        if (!tellsSeveral()) {
            return notices.get(0).id();
        }
        String all = notices.stream().map(Notice::id).collect(Collectors.joining());
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** For people; of several notices each has a line. */
    String text(int mostAnHour) {
        if (!tellsSeveral()) {
            return notices.get(0).text();
        }
        String lines = notices.stream()
                .limit(MOST_LINES)
                .map(notice -> "\n- " + Words.moment(notice.at()) + " " + notice.text())
                .collect(Collectors.joining());
        int more = notices.size() - MOST_LINES;
        return notices.size() + " notices were held back, since at most " + mostAnHour + " an hour are sent:" + lines
                + (more > 0 ? "\n- and " + more + " more" : "");
    }
}
