package dev.tidegate.generator;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option that is not given takes the value of its environment variable, if that is set. */
final class EnvironmentDefaults implements IDefaultValueProvider {

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The variable of an option: TIDEGATE_GENERATOR_EVENTS_PER_FILE is that of --events-per-file. */
    static String variable(OptionSpec option) {
        String name = option.longestName().substring("--".length());
        return "TIDEGATE_GENERATOR_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Null if nothing is set. An empty value counts as not set: compose passes that on for a missing variable. */
    @Override
    public String defaultValue(ArgSpec argument) {
        OptionSpec option = (OptionSpec) argument;
        String value = option.usageHelp() || option.versionHelp() ? null : environment.get(variable(option));
        return value == null || value.isEmpty() ? null : value;
    }
}
