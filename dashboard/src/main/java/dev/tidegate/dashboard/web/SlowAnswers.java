package dev.tidegate.dashboard.web;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes the connection of a client that has not taken its answer in time, even if it takes a few bytes now and then:
 * until it has all of them, it holds a thread.
 */
final class SlowAnswers extends Handler.Wrapper {
    private final Duration longest;
    private final String except;

    /** @param except path of an answer that has no end */
    SlowAnswers(Duration longest, String except) {
        this.longest = longest;
        this.except = except;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (Request.getPathInContext(request).equals(except)) {
            return super.handle(request, response, callback);
        }
        Scheduler.Task end = request.getComponents()
                .getScheduler()
                .schedule(
                        () -> request.getConnectionMetaData()
                                .getConnection()
                                .getEndPoint()
                                .close(),
                        longest.toMillis(),
                        TimeUnit.MILLISECONDS);
        return super.handle(request, response, Callback.from(end::cancel, callback));
    }
}
