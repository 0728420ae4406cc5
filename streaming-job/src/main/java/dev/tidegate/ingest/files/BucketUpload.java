package dev.tidegate.ingest.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Writes an object, which appears as a whole or not at all. */
record BucketUpload(S3Client client, String bucket, String key) {

    private static final int PART_BYTES = 16 << 20;

    /** Makes the parts of an upload. */
    @FunctionalInterface
    interface Parts {
        List<CompletedPart> of(String upload) throws IOException;
    }

    /** @param onlyNew whether there must be none of that key */
    void write(InputStream content, boolean onlyNew) throws IOException {
        byte[] first = content.readNBytes(PART_BYTES);
        if (first.length < PART_BYTES) {
            BucketStore.ask(
                    name(),
                    () -> client.putObject(
                            object -> object.bucket(bucket).key(key).ifNoneMatch(onlyNew ? "*" : null),
                            RequestBody.fromBytes(first)));
            return;
        }
        inParts(onlyNew, upload -> {
            List<CompletedPart> parts = new ArrayList<>();
            for (byte[] bytes = first; bytes.length > 0; bytes = content.readNBytes(PART_BYTES)) {
                parts.add(part(upload, parts.size() + 1, RequestBody.fromBytes(bytes)));
            }
            return parts;
        });
    }

    private CompletedPart part(String upload, int number, RequestBody bytes) throws IOException {
        String etag = BucketStore.ask(
                        name(),
                        () -> client.uploadPart(
                                part -> part.bucket(bucket)
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number),
                                bytes))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    /** Of what is cut off the store keeps parts that nobody sees, until a rule of the bucket takes them away. */
    void inParts(boolean onlyNew, Parts made) throws IOException {
        String upload = BucketStore.ask(
                        name(),
                        () -> client.createMultipartUpload(
                                object -> object.bucket(bucket).key(key)))
                .uploadId();
        try {
            List<CompletedPart> parts = made.of(upload);
            BucketStore.ask(
                    name(),
                    () -> client.completeMultipartUpload(object -> object.bucket(bucket)
                            .key(key)
                            .uploadId(upload)
                            .ifNoneMatch(onlyNew ? "*" : null)
                            .multipartUpload(all -> all.parts(parts))));
        } catch (IOException | RuntimeException e) {
            try {
                abort(upload);
            } catch (IOException notAborted) {
                // There is none any more, perhaps since it is complete: what was said first counts.
                e.addSuppressed(notAborted);
            }
            throw e;
        }
    }

    private void abort(String upload) throws IOException {
        BucketStore.ask(
                name(),
                () -> client.abortMultipartUpload(
                        object -> object.bucket(bucket).key(key).uploadId(upload)));
    }

    private String name() {
        return "s3a://" + bucket + "/" + key;
    }
}
