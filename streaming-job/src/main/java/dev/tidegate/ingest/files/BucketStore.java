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
        return CLIENTS.computeIfAbsent(this, BucketStore::connect);
    }

    private S3Client connect() {
        BackoffStrategy pauses = BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE);
        RetryStrategy retries = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(ATTEMPTS)
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
                .overrideConfiguration(configuration -> configuration.retryStrategy(retries));
        if (endpoint == null) {
            return builder.region(region == null ? usualRegion() : Region.of(region))
                    .crossRegionAccessEnabled(true)
                    .build();
        }
        return builder.region(Region.of(region == null ? ANY_REGION : region))
                .endpointOverride(URI.create(endpoint))
                .forcePathStyle(true)
                // Other stores know other checksums, or none.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
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
        } catch (AwsServiceException e) {
            throw switch (e.statusCode()) {
                case 404 -> because(new NoSuchFileException(object), e);
                case 409, 412 -> new ConditionFailedException(object, e);
                default ->
                    new IOException(
                            "%s: the store answered %d: %s".formatted(object, e.statusCode(), e.getMessage()), e);
            };
        } catch (AbortedException e) {
            throw because(new InterruptedIOException(object), e);
        } catch (SdkException e) {
            throw new IOException("%s: %s".formatted(object, e.getMessage()), e);
        }
    }

    private static IOException because(IOException e, Throwable cause) {
        e.initCause(cause);
        return e;
    }
}
