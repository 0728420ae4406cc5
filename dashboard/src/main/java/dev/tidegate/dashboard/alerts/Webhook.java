package dev.tidegate.dashboard.alerts;

import dev.tidegate.dashboard.alerts.Rules.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Sends messages to the receiver. Its address is a secret: it is read anew for each message, and stands in no message of an
 * error, of this class or of a library.
 */
final class Webhook {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final long LONGEST_ADDRESS = 64 * 1024;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Target target;
    private final Duration patience;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            // Who gets the message decides the file, and not who answers.
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * What became of a message.
     *
     * @param failure empty where the receiver has it; else why not
     * @param pause how long the receiver wants to be left alone; zero where it does not say
     */
    record Outcome(String failure, Duration pause) {
        static final Outcome RECEIVED = new Outcome("", Duration.ZERO);

        static Outcome failed(String why) {
            return new Outcome(why, Duration.ZERO);
        }

        boolean isReceived() {
            return failure.isEmpty();
        }
    }

    /** @param patience longest time for a message, from the connection to the end of the answer */
    Webhook(Target target, Duration patience) {
        this.target = target;
        this.patience = patience;
    }

    /**
     * The address in a file.
     *
     * @throws IllegalArgumentException where there is none that can be asked; it says neither what stands there nor in which folder, since the page shows it
     */
    static URI address(Path file) {
        String line = firstLine(file);
        try {
            URI address = new URI(line);
            boolean web = "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
            if (web && address.getHost() != null && address.getRawUserInfo() == null) {
                return HttpRequest.newBuilder(address).build().uri();
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // The message of either has the address in it.
        }
        throw new IllegalArgumentException(
                "the first line of %s is no address that can be sent to:".formatted(file.getFileName())
                        + " expected https://host/.., without a user and a password");
    }

    /** Sends one message, and waits for what becomes of it. */
    Outcome send(Delivery delivery) throws InterruptedException {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(address(target.addressFile()))
                    .timeout(patience)
                    .header("Content-Type", "application/json; charset=utf-8")
                    .header("User-Agent", "tidegate-dashboard")
                    .header("Idempotency-Key", delivery.id())
                    .POST(HttpRequest.BodyPublishers.ofString(
                            target.form().body(delivery, target.mostAnHour()), StandardCharsets.UTF_8))
                    .build();
        } catch (IllegalArgumentException e) {
            return Outcome.failed(e.getMessage());
        }
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            // The limit of the request ends with the header of the answer: a body may drip for ever.
            return outcome(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return noAnswer();
        } catch (ExecutionException e) {
            return broken(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private Outcome outcome(HttpResponse<Void> answer) {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return Outcome.RECEIVED;
        }
        if (status >= 300 && status < 400) {
            return Outcome.failed("the receiver answers HTTP " + status
                    + ", a redirect, which is not followed: put the address that it leads to into the file");
        }
        return new Outcome(
                "the receiver answers HTTP " + status,
                answer.headers().firstValue("Retry-After").map(Webhook::pause).orElse(Duration.ZERO));
    }

    private Outcome broken(Throwable why) {
        if (why instanceof java.net.http.HttpConnectTimeoutException) {
            return Outcome.failed("no connection to the receiver within " + Words.duration(CONNECT));
        }
        if (why instanceof java.net.http.HttpTimeoutException) {
            return noAnswer();
        }
        if (why instanceof java.net.ConnectException) {
            return Outcome.failed("no connection to the receiver");
        }
        return Outcome.failed(
                why instanceof SSLException
                        ? "the receiver has no TLS connection that is trusted here"
                        : "the connection to the receiver broke ("
                                + why.getClass().getSimpleName() + ")");
    }

    private Outcome noAnswer() {
        return Outcome.failed("no answer of the receiver within " + patience.toMillis() / 1_000.0 + " s");
    }

    /** Seconds; a date, which nobody sends in practice, counts as nothing. */
    private static Duration pause(String retryAfter) {
        if (!retryAfter.matches("[0-9]{1,9}")) {
            return Duration.ZERO;
        }
        Duration wanted = Duration.ofSeconds(Long.parseLong(retryAfter));
        return wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
    }

    private static String firstLine(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > LONGEST_ADDRESS) {
                throw new IllegalArgumentException(
                        file.getFileName() + " is longer than any address: expected it in one line");
            }
            try (BufferedReader reader = Files.newBufferedReader(file)) {
                String line = reader.readLine();
                return line == null ? "" : line.strip();
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file.getFileName() + " cannot be read: expected a file whose first line is the address", e);
        }
    }
}
