package dev.tidegate.ingest.operate;

import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command says what it found. */
final class Output {

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Prints a result as JSON, or as its text does. */
    void print(Object result, Consumer<PrintWriter> text) {
        if (json) {
            out().println(Json.of(result));
        } else {
            text.accept(out());
        }
        out().flush();
    }
}
