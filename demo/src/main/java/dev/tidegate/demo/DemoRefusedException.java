package dev.tidegate.demo;

import java.io.IOException;

/** The demo cannot start, for a reason that its user can mend: the message says everything needed. */
final class DemoRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    DemoRefusedException(String message) {
        super(message);
    }
}
