package dev.tidegate.ingest.operate.guess;

import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import java.util.List;

/** A mapping as a person reads it: above each key the evidence, and {@value #AMBIGUOUS} where there is another way to read it. */
final class MappingText {

    static final String AMBIGUOUS = "AMBIGUOUS";

    private static final int WIDTH = 118;

    private final StringBuilder text = new StringBuilder();

    void comment(String line) {
        comment("# ", line);
    }

    private void comment(String begin, String line) {
        String printable = Printable.of(line);
        StringBuilder row = new StringBuilder(begin);
        for (String word : printable.split(" ", -1)) {
            if (row.length() + word.length() > WIDTH && row.length() > begin.length()) {
                text.append(row.toString().stripTrailing()).append('\n');
                row = new StringBuilder("#   ");
            }
            row.append(word).append(' ');
        }
        text.append(row.toString().stripTrailing()).append('\n');
    }

    void blank() {
        text.append('\n');
    }

    void add(Decision decision) {
        boolean first = true;
        for (String reason : decision.reasons()) {
            comment(first && decision.ambiguous() ? "# " + AMBIGUOUS + " " : "# ", reason);
            first = false;
        }
        if (decision.yaml() != null) {
            text.append(decision.key()).append(": ").append(decision.yaml()).append('\n');
        }
    }

    void addAll(List<Decision> decisions) {
        decisions.forEach(this::add);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
