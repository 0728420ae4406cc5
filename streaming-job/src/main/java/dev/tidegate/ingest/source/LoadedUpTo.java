package dev.tidegate.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which name all files of a folder are loaded and lie there still. Where listings show names in order, and producers give
 * names that ascend, a look need only begin there. What comes before it all the same is found by looks at the whole folder, which are
 * made so rarely that they take little of the time.
 */
final class LoadedUpTo {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedUpTo.class);

    /** A look at the whole folder may take this share of the time, at most. */
    private static final int WHOLE_SHARE = 100;

    private String name;
    private String reached;
    private String last;
    private boolean isWhole;
    private boolean isStopped;
    private boolean waitsBeside;
    private boolean inOrder;
    private boolean told;
    private long beganAt;
    private long wholeAt;
    private long wholeTook;

    /** @param inOrder whether listings show names in the order of their bytes */
    LoadedUpTo(boolean inOrder) {
        this.inOrder = inOrder;
    }

    /** A look begins; returns the name after which it need begin, or null for the whole folder. */
    String begin(long now) {
        isWhole = !inOrder || name == null || now - wholeAt >= wholeTook * WHOLE_SHARE;
        reached = isWhole ? null : name;
        last = null;
        isStopped = false;
        waitsBeside = false;
        beganAt = now;
        return reached;
    }

    /** The next file of the look is loaded. */
    void loaded(String next) {
        follow(next);
        if (!isStopped) {
            reached = next;
        }
    }

    /** A file is not loaded yet that only looks at the whole folder show: the next look is one, too, and finds it again. */
    void waitsBeside() {
        waitsBeside = true;
    }

    /** The next file of the look is not loaded yet. */
    void waits(String next) {
        follow(next);
        isStopped = true;
        if (name != null && isAfter(name, next) && !told) {
            told = true;
            LOG.warn(
                    "{} came after {}, which is loaded, and has a name before it. Such files are found by looks at the whole folder,"
                            + " now every {} s: names that ascend are found at once",
                    next,
                    name,
                    Duration.ofNanos(wholeTook * WHOLE_SHARE).toSeconds());
        }
    }

    private void follow(String next) {
        if (inOrder && last != null && isAfter(last, next)) {
            inOrder = false;
        }
        last = next;
    }

    private static boolean isAfter(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8)) > 0;
    }

    /** The look is done. */
    void end(long now) {
        if (isWhole) {
            wholeAt = now;
            wholeTook = now - beganAt;
        }
        name = inOrder && !waitsBeside ? reached : null;
    }
}
