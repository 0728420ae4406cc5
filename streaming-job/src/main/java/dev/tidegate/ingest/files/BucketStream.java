package dev.tidegate.ingest.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The bytes of one version of an object. A connection that is cut is made anew where it was, for the same version. */
final class BucketStream extends InputStream {

    private static final int TRIES_IN_PLACE = 5;
    private static final int NOTHING_THERE = 416;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private ResponseInputStream<GetObjectResponse> in;
    private String etag;
    private long position;
    private long end;
    private int tries;

    private BucketStream(S3Client client, String bucket, String key, long offset) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.position = offset;
    }

    static InputStream open(S3Client client, String bucket, String key, long offset) throws IOException {
        BucketStream stream = new BucketStream(client, bucket, key, offset);
        try {
            stream.connect();
        } catch (IOException e) {
            if (e.getCause() instanceof S3Exception answer && answer.statusCode() == NOTHING_THERE) {
                return InputStream.nullInputStream();
            }
            throw e;
        }
        return stream;
    }

    private void connect() throws IOException {
        in = BucketStore.ask(
                "s3a://" + bucket + "/" + key,
                () -> client.getObject(object -> object.bucket(bucket)
                        .key(key)
                        .ifMatch(etag)
                        .range(position == 0 ? null : "bytes=" + position + "-")));
        end = position + in.response().contentLength();
        etag = in.response().eTag();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position < end) {
            try {
                int count = in.read(buffer, offset, length);
                if (count < 0) {
                    throw new EOFException("s3a://%s/%s ended at byte %d of %d".formatted(bucket, key, position, end));
                }
                position += count;
                tries = 0;
                return count;
            } catch (IOException e) {
                if (++tries > TRIES_IN_PLACE || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                in.abort();
                connect();
            }
        }
        return -1;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** What was not read does not come any more. */
    @Override
    public void close() throws IOException {
        if (position < end) {
            in.abort();
        }
        in.close();
    }
}
