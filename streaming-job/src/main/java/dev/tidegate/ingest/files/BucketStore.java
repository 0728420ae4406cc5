package dev.tidegate.ingest.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Where buckets are, and how they are asked. Credentials are no part of it: each process finds its own by the usual chain.
 *
 * @param endpoint of a store that is not Amazon's, which is addressed by path; null for S3 itself
 * @param region null to be found by the usual chain
 * @param partBytes from this size on an object is copied and written in parts
 */
record BucketStore(String endpoint, String region, long partBytes) implements Serializable {

    private static final long PART = 256L << 20;

    /** What a store without regions is told. */
    private static final String ANY_REGION = "us-east-1";

    private static final int ATTEMPTS = 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** A task gets its folder anew each time, and a client finds region and credentials once. */
    private static final Map<BucketStore, S3Client> CLIENTS = new ConcurrentHashMap<>();

    private static final Map<BucketStore, S3Client> CLIENTS_OF_ONE_TRY = new ConcurrentHashMap<>();

    /** As variables and properties say that are usual with S3. */
    static BucketStore fromEnvironment() {
        String endpoint = first(
                System.getProperty("aws.endpointUrlS3"),
                System.getenv("AWS_ENDPOINT_URL_S3"),
                System.getProperty("aws.endpointUrl"),
                System.getenv("AWS_ENDPOINT_URL"));
        String region = first(System.getProperty("aws.region"), System.getenv("AWS_REGION"));
        return new BucketStore(endpoint, region, PART);
    }

    private static String first(String... values) {
        return Stream.of(values)
                .filter(Objects::nonNull)
                .filter(value -> !value.isBlank())
                .findFirst()
                .orElse(null);
    }

    /** The client, one for each process. */
    S3Client client() {
        return CLIENTS.computeIfAbsent(this, store -> store.connect(ATTEMPTS));
    }

    /** The same for what must not be asked for twice without a look in between. */
    S3Client clientOfOneTry() {
        return CLIENTS_OF_ONE_TRY.computeIfAbsent(this, store -> store.connect(1));
    }

    private S3Client connect(int attempts) {
        BackoffStrategy pauses = BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE);
        RetryStrategy retries = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(attempts)
                .backoffStrategy(pauses)
                .throttlingBackoffStrategy(pauses)
                // Who gives up earlier after many errors would do so just when a store asks to be waited for.
                .circuitBreakerEnabled(false)
                .build();
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE)
                        .build())
                .credentialsProvider(DefaultCredentialsProvider.builder().build())
                // Other stores know other checksums, or none; and S3 wants them of all parts of an upload, or of none.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .overrideConfiguration(configuration -> configuration.retryStrategy(retries));
        if (endpoint == null) {
            return builder.region(region == null ? usualRegion() : Region.of(region))
                    .crossRegionAccessEnabled(true)
                    .build();
        }
        return builder.region(Region.of(region == null ? ANY_REGION : region))
                .endpointOverride(URI.create(endpoint))
                .forcePathStyle(true)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .build();
    }

    /** A bucket says itself in which region it is. */
    private static Region usualRegion() {
        try {
            return new DefaultAwsRegionProviderChain().getRegion();
        } catch (SdkException e) {
            return Region.of(ANY_REGION);
        }
    }

    /** What was asked on a condition does not hold. */
    static final class ConditionFailedException extends IOException {
        private static final long serialVersionUID = 1;

        private ConditionFailedException(String object, Throwable cause) {
            super("the condition does not hold for " + object, cause);
        }
    }

    /** There is no such bucket. */
    static final class NoBucketException extends IOException {
        private static final long serialVersionUID = 1;

        private NoBucketException(String object, Throwable cause) {
            super(object + ": there is no such bucket", cause);
        }
    }

    /**
     * Waits before a further try, the longer the more there were.
     *
     * @param tries how many there were
     * @return whether there is to be a further one
     * @throws InterruptedIOException if the job is to end
     */
    static boolean awaitNextTry(int tries) throws IOException {
        if (tries >= ATTEMPTS) {
            return false;
        }
        try {
            Thread.sleep(Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << tries));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw because(new InterruptedIOException("Interrupted while a store was waited for"), e);
        }
    }

    /**
     * Asks the store.
     *
     * @param object what it is asked about, for messages
     * @throws NoSuchFileException if there is no such object
     * @throws ConditionFailedException if it was asked on a condition
     */
    static <T> T ask(String object, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (SdkException e) {
            throw failure(object, e);
        }
    }

    /** What an error of the SDK comes to. */
    static IOException failure(String object, SdkException e) {
        if (e instanceof AwsServiceException answer) {
            return answered(object, answer);
        }
        return e instanceof AbortedException
                ? because(new InterruptedIOException(object), e)
                : new IOException("%s: %s".formatted(object, e.getMessage()), e);
    }

    private static IOException answered(String object, AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        if (e.statusCode() == 412) {
            return new ConditionFailedException(object, e);
        }
        if ("NoSuchBucket".equals(code)) {
            return new NoBucketException(object, e);
        }
        if (e.statusCode() == 404 && !"NoSuchUpload".equals(code)) {
            return because(new NoSuchFileException(object), e);
        }
        // Without the number of the request: the same trouble is told once.
        String said = e.awsErrorDetails() == null
                ? "nothing more"
                : "%s, %s".formatted(code, e.awsErrorDetails().errorMessage());
        return new IOException("%s: the store answered %d: %s".formatted(object, e.statusCode(), said), e);
    }

    private static IOException because(IOException e, Throwable cause) {
        e.initCause(cause);
        return e;
    }
}
