package dev.tidegate.ingest.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files, by which the ledger knows their bytes again. */
public final class Sha256 {

    private Sha256() {}

    /** The same stream, hashed as it is read. */
    public static DigestInputStream hashed(InputStream bytes) {
        try {
            return new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Of what was read of a hashed stream, in lower-case hexadecimal. To be asked once. */
    public static String ofRead(DigestInputStream hashed) {
        return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
    }

    /** Of all bytes, in lower-case hexadecimal; closes the stream. */
    public static String of(InputStream bytes) throws IOException {
        try (DigestInputStream hashed = hashed(bytes)) {
            hashed.transferTo(OutputStream.nullOutputStream());
            return ofRead(hashed);
        }
    }
}
