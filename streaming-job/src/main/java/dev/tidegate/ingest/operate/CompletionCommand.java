package dev.tidegate.ingest.operate;

import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.ingest.operate.console.Output;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what lets a shell complete the commands. */
@Command(
        name = "completion",
        header = "Prints the completion script for bash and zsh.",
        description = {
            "Prints a script that lets bash and zsh complete commands and options:",
            "  source <(scripts/tidegate completion)",
            "In zsh first: autoload -U +X compinit && compinit; autoload -U +X bashcompinit && bashcompinit"
        })
final class CompletionCommand implements Callable<Integer> {

    @Mixin
    private Output output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String script = AutoComplete.bash("tidegate", spec.root().commandLine());
        output.print(new Completion(script), out -> out.print(script));
        return ExitCodes.OK;
    }

    private record Completion(String bash) {}
}
