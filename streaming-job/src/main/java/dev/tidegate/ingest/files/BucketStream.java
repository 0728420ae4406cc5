package dev.tidegate.ingest.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
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

    private BucketStream(S3Client client, String bucket, String key, String etag, long offset) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.etag = etag;
        this.position = offset;
    }

    /** @param etag of the version, as the store says it; null for whichever is there */
    static InputStream open(S3Client client, String bucket, String key, String etag, long offset) throws IOException {
        BucketStream stream = new BucketStream(client, bucket, key, etag, offset);
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
                name(),
                () -> client.getObject(object -> object.bucket(bucket)
                        .key(key)
                        .ifMatch(etag)
                        .range(position == 0 ? null : "bytes=" + position + "-")));
        GetObjectResponse answer = in.response();
        String range = answer.contentRange();
        if (answer.contentLength() == null
                || (position > 0 && (range == null || !range.startsWith("bytes " + position + "-")))) {
            in.abort();
            throw new IOException(
                    "%s: expected the bytes from %d on and their number, the store answered %s bytes, range %s"
                            .formatted(name(), position, answer.contentLength(), range));
        }
        end = position + answer.contentLength();
        etag = answer.eTag();
    }

    private String name() {
        return "s3a://" + bucket + "/" + key;
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
                    throw new EOFException("%s ended at byte %d of %d".formatted(name(), position, end));
                }
                position += count;
                tries = 0;
                if (position == end) {
                    expectEnd();
                }
                return count;
            } catch (SdkException e) {
                goOn(BucketStore.failure(name(), e));
            } catch (IOException e) {
                goOn(e);
            }
        }
        return -1;
    }

    private void goOn(IOException e) throws IOException {
        // Whole, but with another sum than the store keeps of it: it would be so again.
        if (position == end
                || ++tries > TRIES_IN_PLACE
                || Thread.currentThread().isInterrupted()) {
            throw e;
        }
        in.abort();
        connect();
    }

    /** Only who reads to the end has the SDK compare the sum of what was read with that of the store. */
    private void expectEnd() throws IOException {
        if (in.read() >= 0) {
            throw new IOException("%s has more than the %d bytes that the store told".formatted(name(), end));
        }
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
