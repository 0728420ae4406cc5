package dev.tidegate.ingest.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Copies one version of an object within the store, on condition that it is that version still. The copy appears as a whole.
 *
 * @param version size and ETag of what is copied
 */
record BucketCopy(S3Client client, String bucket, String key, FileStat version) {

    private static final int PARTS_AT_MOST = 10_000;

    /**
     * Copies it to a key that no object has.
     *
     * @param partBytes a larger object is copied in parts: a store takes no more in one request, and must answer in time
     */
    void to(String targetBucket, String targetKey, long partBytes) throws IOException {
        if (version.size() <= partBytes) {
            BucketStore.ask(
                    name(),
                    () -> client.copyObject(copy -> copy.sourceBucket(bucket)
                            .sourceKey(key)
                            .copySourceIfMatch(BucketFolder.quoted(version.etag()))
                            .destinationBucket(targetBucket)
                            .destinationKey(targetKey)
                            .ifNoneMatch("*")));
        } else {
            inParts(
                    new BucketUpload(client, targetBucket, targetKey),
                    Math.max(partBytes, version.size() / PARTS_AT_MOST + 1));
        }
    }

    private void inParts(BucketUpload target, long partBytes) throws IOException {
        target.inParts(true, upload -> {
            List<CompletedPart> parts = new ArrayList<>();
            for (long begin = 0; begin < version.size(); begin += partBytes) {
                String range = "bytes=%d-%d".formatted(begin, Math.min(begin + partBytes, version.size()) - 1);
                int number = parts.size() + 1;
                String etag = BucketStore.ask(
                                name(),
                                () -> client.uploadPartCopy(part -> part.sourceBucket(bucket)
                                        .sourceKey(key)
                                        .copySourceIfMatch(BucketFolder.quoted(version.etag()))
                                        .copySourceRange(range)
                                        .destinationBucket(target.bucket())
                                        .destinationKey(target.key())
                                        .uploadId(upload)
                                        .partNumber(number)))
                        .copyPartResult()
                        .eTag();
                parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            }
            return parts;
        });
    }

    private String name() {
        return "s3a://" + bucket + "/" + key;
    }
}
