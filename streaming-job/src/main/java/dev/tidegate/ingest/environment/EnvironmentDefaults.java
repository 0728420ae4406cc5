package dev.tidegate.ingest.environment;

import java.lang.reflect.Field;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option that is not given takes the value of its environment variable, if that is set. Empty counts as not set: so compose
 * and service managers pass on what nobody has set.
 */
public final class EnvironmentDefaults implements IDefaultValueProvider {

    /** What a variable says; nothing where it is not set. */
    public static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }

    /** Null where the option's own default holds. */
    @Override
    public String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                        && option.userObject() instanceof Field field
                        && field.isAnnotationPresent(FromEnvironment.class)
                ? variable(nameFor(option)).orElse(null)
                : null;
    }

    private static String nameFor(OptionSpec option) {
        String name = option.longestName().substring("--".length());
        return "TIDEGATE_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
