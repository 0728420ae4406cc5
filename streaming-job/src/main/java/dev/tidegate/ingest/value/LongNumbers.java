package dev.tidegate.ingest.value;

/**
 * Whole numbers of JSON as Gson can read them. It adds their digits up in 64 bits, and takes what comes to nothing there, such
 * as 10 to the 64, for a number that begins with a zero.
 */
final class LongNumbers {

    /** So many digits always fit. */
    private static final int FIT = 19;

    private LongNumbers() {}

    /** The same text, but with nines where whole numbers have more digits: as many, and as odd numbers they never come to nothing. */
    static String shown(String json) {
        char[] shown = null;
        boolean inString = false;
        boolean isWhole = true;
        int digits = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString) {
                i += c == '\\' ? 1 : 0;
                inString = c != '"';
            } else if (c >= '0' && c <= '9') {
                digits++;
                if (isWhole && digits > FIT) {
                    shown = shown == null ? json.toCharArray() : shown;
                    shown[i] = '9';
                }
            } else {
                inString = c == '"';
                // A minus begins a whole number, but not behind an e.
                isWhole = c != '.' && c != 'e' && c != 'E' && c != '+' && (c != '-' || isWhole);
                digits = 0;
            }
        }
        return shown == null ? json : new String(shown);
    }
}
