package dev.tidegate.ingest.yaml;

import java.util.List;

/** A file is not what it should be. The message has a line for each fault: where it is, what is wrong, what was expected. */
public final class YamlException extends RuntimeException {

    private static final long serialVersionUID = 1;

    YamlException(String where, String what, Throwable cause) {
        super(where + ": " + what, cause);
    }

    YamlException(List<String> faults) {
        super(String.join("\n", faults));
    }
}
