package dev.tidegate.dashboard;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option that is not given takes the value of its environment variable, if that is set. */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private static final String PREFIX = "TIDEGATE_DASHBOARD_";

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Null where nothing is set. Empty counts as not set, since compose passes a missing variable on as empty. */
    @Override
    public String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        String name = option.longestName().substring("--".length());
        String value = environment.get(PREFIX + name.replace('-', '_').toUpperCase(Locale.ROOT));
        return value == null || value.isEmpty() ? null : value;
    }
}
