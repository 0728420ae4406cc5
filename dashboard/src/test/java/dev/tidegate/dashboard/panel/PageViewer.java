package dev.tidegate.dashboard.panel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Does what an open page does: hears the pulses, and asks everything anew after each micro-batch. Ends with the dashboard. */
final class PageViewer implements Runnable {
    private static final Pattern BATCH = Pattern.compile("\"last_batch\":(\\d+)");

    private final HttpClient client;
    private final URI page;
    private final AtomicLong answers;
    private String seen = "";

    /** @param answers is counted up with each answer */
    PageViewer(HttpClient client, URI page, AtomicLong answers) {
        this.client = client;
        this.page = page;
        this.answers = answers;
    }

    @Override
    public void run() {
        HttpRequest pulses = HttpRequest.newBuilder(page.resolve("api/live"))
                .header("Accept", "text/event-stream")
                .build();
        try {
            client.send(pulses, BodyHandlers.ofLines()).body().forEach(this::hear);
        } catch (IOException | UncheckedIOException e) {
            // The dashboard was stopped.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(String line) {
        Matcher batch = BATCH.matcher(line);
        if (batch.find() && !batch.group(1).equals(seen)) {
            seen = batch.group(1);
            for (Panel panel : Panel.values()) {
                ask(panel);
            }
        }
    }

    private void ask(Panel panel) {
        HttpRequest question =
                HttpRequest.newBuilder(page.resolve("api/" + panel.label())).build();
        try {
            HttpResponse<String> answer = client.send(question, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(panel.label() + ": " + answer.body());
            }
            answers.incrementAndGet();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
