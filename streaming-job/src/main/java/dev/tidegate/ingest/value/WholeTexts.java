package dev.tidegate.ingest.value;

/** Whole numbers that a spreadsheet has written with a point and zeros: 17.0 is 17, and 1.7E+10 is not guessed at. */
record WholeTexts(char point) {

    /** The digits of the number. */
    Value digits(Value value) throws BrokenRule {
        String text = value.stripped();
        int at = text.indexOf(point);
        int end = at < 0 ? text.length() : at;
        int from = Value.isSign(text.charAt(0)) ? 1 : 0;
        boolean fits = Value.areDigits(text, from, end);
        for (int i = end + 1; fits && i < text.length(); i++) {
            fits = text.charAt(i) == '0';
        }
        if (!fits) {
            throw new BrokenRule(
                    Reason.BAD_INTEGER,
                    value.column(),
                    value.text(),
                    "a whole number in digits, perhaps with a point and zeros behind it");
        }
        return value.as(text.substring(0, end));
    }
}
