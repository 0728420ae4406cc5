package dev.tidegate.crashtest.workload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Makes files of all shapes with the records of one stream. */
final class FileMaker {

    private static final String PADDING = "p".repeat(499);

    private final Records records;
    private long made;

    FileMaker(Records records) {
        this.records = records;
    }

    MadeFile make(Shape shape, Random random) {
        made++;
        if (shape == Shape.EMPTY) {
            return made(new byte[0], shape, List.of());
        }
        CsvText text = new CsvText(columns(shape, random), random, shape == Shape.HUGE ? PADDING : "");
        int number = shape.records(random);
        for (int i = 0; i < number; i++) {
            record(shape, text, random);
        }
        byte[] bytes = shape.packed() ? packed(text.bytes()) : text.bytes();
        if (shape == Shape.BROKEN_OFF) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2 / 3);
        }
        return made(bytes, shape, shape.quarantined() ? List.of() : text.outcomes());
    }

    private Columns columns(Shape shape, Random random) {
        Columns columns = records.columns(random);
        return switch (shape) {
            case WITHOUT_COLUMN -> columns.without(records.required());
            // Of two files with the same bytes nobody could tell which one was loaded.
            case HEADER_ONLY -> columns.with("x" + made);
            case HUGE -> columns.with(Columns.EXTRA);
            default -> columns;
        };
    }

    private void record(Shape shape, CsvText text, Random random) {
        // What a quarantined file says must not be known to others: it is never loaded.
        boolean fresh = shape.quarantined() || shape == Shape.HUGE;
        int dice = random.nextInt(20);
        if (dice == 0) {
            records.filtered(text, fresh);
        } else if (dice == 1) {
            records.rejected(text, fresh);
        } else {
            records.accepted(text, fresh);
        }
    }

    private static MadeFile made(byte[] bytes, Shape shape, List<Outcome> outcomes) {
        return new MadeFile(
                new Version(sha256(bytes), bytes.length, shape.packed(), shape.quarantined(), outcomes), bytes);
    }

    private static byte[] packed(byte[] text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
