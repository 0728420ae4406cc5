package dev.tidegate.reference;

import dev.tidegate.demo.Demo;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The programs as they are packaged: what picocli knows of their commands and options. Nothing of them is run. */
public final class Programs implements AutoCloseable {

    private static final Path TOP = Path.of("..");

    private final URLClassLoader packaged;

    private Programs(URLClassLoader packaged) {
        this.packaged = packaged;
    }

    /** From where the build has put them. */
    public static Programs open() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String module : List.of("generator", "dashboard", "streaming-job")) {
            jars.add(TOP.resolve(module).resolve("target").resolve(module + ".jar"));
        }
        // Types of the job's options are Spark's.
        try (Stream<Path> spark = Files.list(TOP.resolve("spark-distribution/target/spark/jars"))) {
            spark.forEach(jars::add);
        }
        return new Programs(new URLClassLoader(jars.stream().map(Programs::url).toArray(URL[]::new)));
    }

    /** One of their types. */
    public Class<?> type(String name) {
        try {
            return Class.forName(name, false, packaged);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("The jars have no " + name + ": build all modules before", e);
        }
    }

    CommandSpec job() {
        return command("dev.tidegate.ingest.IngestOptions");
    }

    /** With the commands that it has. */
    CommandSpec operator() {
        return command("dev.tidegate.ingest.operate.TidegateCommand");
    }

    /** What its options are. */
    public CommandSpec dashboard() {
        return command("dev.tidegate.dashboard.DashboardMain");
    }

    CommandSpec generator() {
        return command("dev.tidegate.generator.GeneratorMain");
    }

    CommandSpec demo() {
        return spec(Demo.class);
    }

    private CommandSpec command(String type) {
        return spec(type(type));
    }

    /** What a program is made with is not needed, since it is not run. */
    private static CommandSpec spec(Class<?> type) {
        CommandLine.IFactory factory = CommandLine.defaultFactory();
        return new CommandLine(type, new CommandLine.IFactory() {
                    @Override
                    public <T> T create(Class<T> asked) throws Exception {
                        return asked.equals(type) ? asked.cast(bare(asked)) : factory.create(asked);
                    }
                })
                .getCommandSpec();
    }

    private static Object bare(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return constructor.newInstance(new Object[constructor.getParameterCount()]);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(jar.toString(), e);
        }
    }

    /** Of the header of a script the variables that it says it reads, with what it says of them. */
    public static Map<String, String> variables(String script) throws IOException {
        return ScriptHeader.variables(Files.readAllLines(TOP.resolve(script)));
    }

    @Override
    public void close() throws IOException {
        packaged.close();
    }
}
