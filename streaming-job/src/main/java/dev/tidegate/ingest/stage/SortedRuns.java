package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Brings the rows of a task into the order of their keys before they are copied, in runs as long as memory allows.
 *
 * <p>An index takes ids in order for half of what they cost as they come, and the one session that merges is the limit: here
 * it takes a twentieth of the time that the session would need to sort the rows. The word is that of external sorting: see
 * Knuth, The Art of Computer Programming, 5.4.
 */
final class SortedRuns {

    /** Rows of a run: as many as the lower bits of a key can number. */
    private static final int NUMBER_BITS = 20;

    private static final int MOST_ROWS = 1 << NUMBER_BITS;

    private static final long NUMBER = MOST_ROWS - 1;

    /** Rows are encoded into pieces of so many bytes: one large array would have to be copied to grow. */
    private static final int PIECE = 256 << 10;

    private final CopyStream copy;
    private final boolean sorts;
    private final long mostBytes;
    private final List<CopyBuffer> pieces = new ArrayList<>();
    private long[] highs = new long[1024];
    private long[] lows = new long[1024];
    private int[] pieceOf = new int[1024];
    private int[] begins = new int[1024];
    private int rows;
    private long fullPieces;
    private int runs;
    private boolean repeated;

    /**
     * Runs of the rows of a task.
     *
     * @param sorts whether there is an order; else rows go as they come, and the session that merges sorts them
     * @param mostBytes of a run, about
     */
    SortedRuns(CopyStream copy, boolean sorts, long mostBytes) {
        this.sorts = sorts;
        this.copy = copy;
        this.mostBytes = mostBytes;
    }

    /** A share of the heap for each task that may run at once: a sixth for all of them. */
    static long shareOfHeap() {
        Runtime java = Runtime.getRuntime();
        return java.maxMemory() / 6 / java.availableProcessors();
    }

    /** Where the next row is to be encoded. */
    CopyBuffer next() {
        if (!sorts) {
            return copy.buffer();
        }
        if (pieces.isEmpty() || last().size() >= PIECE) {
            if (!pieces.isEmpty()) {
                fullPieces += last().size();
            }
            pieces.add(new CopyBuffer(PIECE + PIECE / 16));
        }
        if (rows == begins.length) {
            highs = Arrays.copyOf(highs, 2 * rows);
            lows = Arrays.copyOf(lows, 2 * rows);
            pieceOf = Arrays.copyOf(pieceOf, 2 * rows);
            begins = Arrays.copyOf(begins, 2 * rows);
        }
        pieceOf[rows] = pieces.size() - 1;
        begins[rows] = last().size();
        return last();
    }

    private CopyBuffer last() {
        return pieces.get(pieces.size() - 1);
    }

    /**
     * The row that was begun is encoded.
     *
     * @param keyHigh as {@link KeyOrder} says
     * @param keyLow the lower half
     */
    void done(long keyHigh, long keyLow) throws SQLException {
        if (!sorts) {
            copy.sendWhenFull();
            return;
        }
        highs[rows] = keyHigh;
        lows[rows] = keyLow;
        rows++;
        if (rows == MOST_ROWS || fullPieces + last().size() >= mostBytes) {
            copyRun();
        }
    }

    /**
     * Copies what is left.
     *
     * @return how many runs there are; {@link StagedPart#NO_ORDER} where a key came twice in one, or they are in no order
     */
    int finish() throws SQLException {
        if (rows > 0) {
            copyRun();
        }
        copy.finish();
        return repeated || !sorts ? StagedPart.NO_ORDER : runs;
    }

    private void copyRun() throws SQLException {
        int before = -1;
        for (int row : order()) {
            if (before >= 0 && highs[before] == highs[row] && lows[before] == lows[row]) {
                repeated = true;
            }
            before = row;
            CopyBuffer piece = pieces.get(pieceOf[row]);
            boolean endsPiece = row + 1 == rows || pieceOf[row + 1] != pieceOf[row];
            copy.buffer().row(piece, begins[row], endsPiece ? piece.size() : begins[row + 1]);
            copy.sendWhenFull();
        }
        runs++;
        rows = 0;
        fullPieces = 0;
        pieces.clear();
    }

    /** The numbers of the rows in the order of their keys, which is that of unsigned numbers. */
    private int[] order() {
        // The number of the row stands in the lower bits, and the first bits in which the keys differ in the upper
        // ones, so plain
        // numbers are sorted.
        long[] keys = new long[rows];
        long least = least();
        int shift = shift(least);
        for (int row = 0; row < rows; row++) {
            keys[row] = ((((highs[row] - least) >>> shift) << NUMBER_BITS) | row) ^ Long.MIN_VALUE;
        }
        Arrays.sort(keys);
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            order[i] = (int) (keys[i] & NUMBER);
        }
        int begin = 0;
        for (int i = 1; i <= rows; i++) {
            if (i == rows || (keys[i] & ~NUMBER) != (keys[begin] & ~NUMBER)) {
                sortByWholeKey(order, begin, i);
                begin = i;
            }
        }
        return order;
    }

    private long least() {
        long least = highs[0];
        for (int row = 1; row < rows; row++) {
            least = Long.compareUnsigned(highs[row], least) < 0 ? highs[row] : least;
        }
        return least;
    }

    /** How many of the lower bits of a key have no room, where counting begins at the least one. */
    private int shift(long least) {
        long widest = 0;
        for (int row = 0; row < rows; row++) {
            widest |= highs[row] - least;
        }
        return Math.max(0, NUMBER_BITS - Long.numberOfLeadingZeros(widest));
    }

    /** Keys whose first bits are the same: few, unless ids of one moment are made from a clock and a counter. */
    private void sortByWholeKey(int[] order, int begin, int end) {
        if (end - begin > 1) {
            int[] sorted = IntStream.range(begin, end)
                    .mapToObj(i -> order[i])
                    .sorted(Comparator.<Integer>comparingLong(row -> highs[row] ^ Long.MIN_VALUE)
                            .thenComparingLong(row -> lows[row] ^ Long.MIN_VALUE))
                    .mapToInt(Integer::intValue)
                    .toArray();
            System.arraycopy(sorted, 0, order, begin, sorted.length);
        }
    }

    /**
     * The order of a stream's keys as unsigned numbers of 128 bits. There is one for keys of one column. Of a text it is that of its
     * first 16 bytes, in UTF-8 and followed by zeros, which no text holds: two texts that begin alike count as one key that came
     * twice.
     *
     * @param place of the column; {@link #NO_ORDER} where there is no such order
     */
    record KeyOrder(int place, Kind kind) {

        private static final int NO_ORDER = -1;

        /** A UUID, a signed number, a text. */
        private enum Kind {
            WIDE,
            NUMBER,
            TEXT
        }

        static KeyOrder of(Stream stream) {
            List<String> key = stream.keyColumns();
            if (key.size() != 1) {
                return new KeyOrder(NO_ORDER, Kind.NUMBER);
            }
            Type type = stream.column(key.get(0)).type();
            int place = stream.place(key.get(0));
            if (type instanceof Type.Uuid) {
                return new KeyOrder(place, Kind.WIDE);
            }
            if (type instanceof Type.Text || type instanceof Type.Word) {
                return new KeyOrder(place, Kind.TEXT);
            }
            boolean isNumber = type instanceof Type.Whole
                    || type instanceof Type.Decimal
                    || type instanceof Type.Date
                    || type instanceof Type.Time
                    || type instanceof Type.Timestamp;
            return new KeyOrder(isNumber ? place : NO_ORDER, Kind.NUMBER);
        }

        /** Whether there is one. */
        boolean exists() {
            return place != NO_ORDER;
        }

        /** The upper half of the number; 0 where there is no order. */
        long high(Row row) {
            if (!exists()) {
                return 0;
            }
            return switch (kind) {
                case WIDE -> row.number(place);
                case NUMBER -> row.number(place) ^ Long.MIN_VALUE;
                case TEXT -> bytes(row.text(place), 0);
            };
        }

        /** The lower half. */
        long low(Row row) {
            return switch (kind) {
                case WIDE -> row.low(place);
                case NUMBER -> 0;
                case TEXT -> bytes(row.text(place), Long.BYTES);
            };
        }

        /** Eight bytes of a text. */
        private static long bytes(String text, int from) {
            long bytes = 0;
            int length = Math.min(text.length(), from + Long.BYTES);
            for (int i = 0; i < length; i++) {
                char c = text.charAt(i);
                if (c >= 0x80) {
                    return bytes(text.getBytes(StandardCharsets.UTF_8), from);
                }
                bytes |= i < from ? 0 : (long) c << (Byte.SIZE * (from + Long.BYTES - 1 - i));
            }
            return bytes;
        }

        private static long bytes(byte[] text, int from) {
            long bytes = 0;
            for (int i = from; i < from + Long.BYTES; i++) {
                bytes = (bytes << Byte.SIZE) | (i < text.length ? text[i] & 0xff : 0);
            }
            return bytes;
        }
    }
}
