package dev.tidegate.ingest.csv;

/** For files with a quote and a delimiter of one byte each, which is almost all of them. */
final class PlainFramer extends Framer {
    private final byte quoteByte;

    PlainFramer(Dialect dialect, byte[] delimiter) {
        super(dialect, delimiter);
        this.quoteByte = dialect.quote();
    }

    @Override
    Outcome frame(byte[] bytes, int from, int limit, boolean ended) {
        startAt(from);
        int i = from;
        while (true) {
            int start = i;
            int stop = -1;
            if (i < limit && bytes[i] == quoteByte) {
                start = i + 1;
                stop = closingQuote(bytes, start, limit, ended);
                if (stop < 0) {
                    return stop == NOT_CLOSED ? Outcome.NOT_CLOSED : Outcome.MORE_NEEDED;
                }
                i = stop + 1;
                if (i < limit && kinds[bytes[i] & 0xff] < DELIMITER) {
                    meet(TEXT_AFTER_QUOTE);
                }
            }
            i = endOfField(bytes, i, limit);
            if (i == limit && !ended) {
                return Outcome.MORE_NEEDED;
            }
            addField(start, stop < 0 ? i : stop);
            if (i == limit || bytes[i] != delimiter) {
                return endOfRecord(bytes, i, limit, ended);
            }
            if (firstLineEnd >= 0 && (malformed() || hasTooMany(bytes, i, limit))) {
                return Outcome.NOT_CLOSED;
            }
            i++;
        }
    }

    /** Index of the delimiter or line end at or behind {@code i}, else {@code limit}. */
    private int endOfField(byte[] bytes, int i, int limit) {
        byte[] kindOf = kinds;
        int at = i;
        for (; at < limit; at++) {
            byte kind = kindOf[bytes[at] & 0xff];
            if (kind != PLAIN) {
                if (kind >= DELIMITER) {
                    return at;
                }
                meet(kind);
            }
        }
        return at;
    }

    /** Index of the quote that closes the field whose content begins at {@code i}. */
    private int closingQuote(byte[] bytes, int i, int limit, boolean ended) {
        for (int at = i; at < limit; at++) {
            switch (kinds[bytes[at] & 0xff]) {
                case QUOTE -> {
                    if (at + 1 == limit) {
                        return ended ? at : END_NOT_SEEN;
                    }
                    if (bytes[at + 1] != quoteByte) {
                        return at;
                    }
                    doubledQuotes = true;
                    at++;
                }
                case LINE_END -> {
                    int following = behindLineEnd(bytes, at, limit, ended);
                    if (following == END_NOT_SEEN) {
                        return END_NOT_SEEN;
                    }
                    if (!goesBeyondLine(at, following)) {
                        return NOT_CLOSED;
                    }
                    at = following - 1;
                }
                case NON_ASCII, NUL -> kindsMet |= 1 << kinds[bytes[at] & 0xff];
                default -> {}
            }
        }
        return ended ? refuseOpenQuote(limit) : END_NOT_SEEN;
    }
}
