package dev.tidegate.ingest.operate.console;

import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command says what it found. */
public final class Output {

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Whether JSON was asked for. */
    public boolean json() {
        return json;
    }

    /** For results. */
    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** For what is said beside the results. */
    public PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Prints a result as JSON, or as its text does. */
    public void print(Object result, Consumer<PrintWriter> text) {
        if (json) {
            out().println(Json.of(result));
        } else {
            text.accept(out());
        }
        out().flush();
    }
}
