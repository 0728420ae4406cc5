package dev.tidegate.ingest.csv;

/** For files with escapes, without quotes, or with a delimiter of several bytes. */
final class MarkedFramer extends Framer {
    private final Escapes escapes; // null: none
    private final boolean isPlain; // one byte tells where a field without quotes ends
    private boolean refused; // an escaped line end is one that ends the record after all

    MarkedFramer(Dialect dialect, byte[] delimiter) {
        super(dialect, delimiter);
        escapes = dialect.escape() == Dialect.NO_BYTE ? null : new Escapes(dialect);
        isPlain = delimiter.length == 1 && (escapes == null || dialect.quote() != Dialect.NO_BYTE);
    }

    @Override
    Outcome frame(byte[] bytes, int from, int seen, boolean ended) {
        // A delimiter of several bytes that begins before the limit is there as a whole.
        int step = delimiterLength;
        int limit = ended ? seen : Math.max(from, seen - step + 1);
        boolean plain = isPlain;
        startAt(from);
        int i = from;
        while (true) {
            int start = i;
            int stop = -1;
            if (i < limit && bytes[i] == quote) {
                start = i + 1;
                stop = closingQuote(bytes, start, limit, ended);
                if (stop < 0) {
                    return stop == NOT_CLOSED ? Outcome.NOT_CLOSED : Outcome.MORE_NEEDED;
                }
                i = stop + 1;
                if (i < limit && (kinds[bytes[i] & 0xff] < DELIMITER || !isFieldEnd(bytes, i))) {
                    meet(TEXT_AFTER_QUOTE);
                }
            }
            i = endOfField(bytes, i, limit);
            if (!plain) {
                i = endOfMarkedField(bytes, i, limit, ended);
                if (i == NOT_CLOSED) {
                    return Outcome.NOT_CLOSED;
                }
            }
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
            i += step;
        }
    }

    private boolean isFieldEnd(byte[] bytes, int i) {
        return bytes[i] != delimiter || isDelimiter(bytes, i);
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

    /** The same from there on where one byte does not tell a delimiter, or all may be escaped; {@link #NOT_CLOSED}, too. */
    private int endOfMarkedField(byte[] bytes, int i, int limit, boolean ended) {
        int at = i;
        while (at < limit && kinds[bytes[at] & 0xff] != LINE_END) {
            if (bytes[at] == delimiter) {
                if (isDelimiter(bytes, at)) {
                    return at;
                }
                meet(kindOf(bytes[at]));
                at++;
            } else {
                meet(ESCAPE);
                at = behindEscaped(bytes, at + 1, limit, ended);
                if (at < 0) {
                    return refused ? NOT_CLOSED : limit;
                }
            }
            at = endOfField(bytes, at, limit);
        }
        return at;
    }

    /** Of a byte that is none of a delimiter. */
    private static byte kindOf(byte b) {
        return b < 0 ? NON_ASCII : PLAIN;
    }

    /** Index behind a character that is escaped, be it a line end; -1 where it is not seen, or ends the record after all. */
    private int behindEscaped(byte[] bytes, int at, int limit, boolean ended) {
        refused = false;
        if (at == limit) {
            return ended ? at : -1;
        }
        byte kind = kinds[bytes[at] & 0xff];
        if (kind != LINE_END) {
            meet(kind == NUL || kind == NON_ASCII ? kind : PLAIN);
            return at + 1;
        }
        int following = behindLineEnd(bytes, at, limit, ended);
        refused = following != END_NOT_SEEN && !goesBeyondLine(at, following);
        return refused || following == END_NOT_SEEN ? -1 : following;
    }

    /** Index of the quote that closes the field whose content begins at {@code i}. */
    private int closingQuote(byte[] bytes, int i, int limit, boolean ended) {
        for (int at = i; at < limit; at++) {
            switch (kinds[bytes[at] & 0xff]) {
                case QUOTE -> {
                    if (at + 1 == limit) {
                        return ended ? at : END_NOT_SEEN;
                    }
                    if (bytes[at + 1] != quote) {
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
                case ESCAPE -> {
                    kindsMet |= 1 << ESCAPE;
                    if (at + 1 == limit) {
                        return ended ? refuseOpenQuote(limit) : END_NOT_SEEN;
                    }
                    byte escaped = kinds[bytes[at + 1] & 0xff];
                    at += escaped == QUOTE || escaped == ESCAPE ? 1 : 0;
                }
                case DELIMITER -> kindsMet |= 1 << kindOf(bytes[at]);
                default -> {}
            }
        }
        return ended ? refuseOpenQuote(limit) : END_NOT_SEEN;
    }

    @Override
    void takeWritten(byte[] bytes) {
        if (!met(ESCAPE)) {
            super.takeWritten(bytes);
            return;
        }
        for (int field = 0; field < fields; field++) {
            ends()[field] = escapes.take(bytes, starts()[field], ends()[field], isQuoted(bytes, field));
        }
    }
}
