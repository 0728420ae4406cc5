package dev.tidegate.dashboard.web;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;

/** Whether a waiting request is over, for instance because its client left. Then it must not be touched any more. */
final class RequestEnd implements AsyncListener {
    private volatile boolean reached;

    private RequestEnd() {}

    /** @param request that waits already */
    static RequestEnd of(HttpServletRequest request) {
        RequestEnd end = new RequestEnd();
        request.getAsyncContext().addListener(end);
        return end;
    }

    boolean isReached() {
        return reached;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        reached = true;
    }

    @Override
    public void onError(AsyncEvent event) {
        reached = true;
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        reached = true;
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
