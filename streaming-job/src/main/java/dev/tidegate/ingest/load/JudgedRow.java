package dev.tidegate.ingest.load;

/** The columns of the rows that the load takes, by place: judged records, and the ends of the files they are from. */
public final class JudgedRow {

    /** Place of the file in the micro-batch, from 1. */
    public static final int FILE_NO = 0;
    /** Physical line, from 1, on which the record begins. */
    public static final int LINE = 1;
    /** One of {@link #ACCEPTED}, {@link #FILTERED}, {@link #REJECTED}, {@link #END_OF_FILE}. */
    public static final int KIND = 2;

    /** Of a file with derived ids also in the other records that are well framed: {@link RepeatedRows} counts them. */
    public static final int EVENT_ID_HIGH = 3;

    public static final int EVENT_ID_LOW = 4;
    public static final int USER_ID = 5;
    public static final int PRODUCT_ID = 6;
    /** Microseconds since 1970. */
    public static final int EVENT_TIMESTAMP = 7;

    public static final int QUANTITY = 8;
    /** In hundredths. */
    public static final int PRICE = 9;

    public static final int EVENT_TYPE = 10;
    public static final int PRODUCT_NAME = 11;
    public static final int CATEGORY = 12;
    /** A JSON object as text, or null. */
    public static final int EXTRA = 13;

    public static final int BYTE_OFFSET = 14;
    public static final int BYTE_LENGTH = 15;
    /** Code of the rule that a reject broke, or why a file as a whole cannot be loaded. */
    public static final int REASON = 16;

    public static final int COLUMN_NAME = 17;
    public static final int MESSAGE = 18;
    /** Name of a {@link dev.tidegate.ingest.source.FileState}, at the end of a file or range. */
    public static final int FILE_STATE = 19;

    public static final int SHA256 = 20;
    /** Records that the reader handed out, at the end of a file or range. */
    public static final int RECORDS = 21;

    public static final int ACCEPTED = 0;
    public static final int FILTERED = 1;
    public static final int REJECTED = 2;
    public static final int END_OF_FILE = 3;

    /** How many columns a row has. */
    public static final int COLUMNS = 22;

    private JudgedRow() {}
}
