package dev.tidegate.generator;

import dev.tidegate.generator.files.CatalogFile;
import dev.tidegate.generator.files.LandingFolder;
import dev.tidegate.generator.files.Truth;
import dev.tidegate.generator.lines.EventFormat;
import dev.tidegate.generator.lines.Lines;
import dev.tidegate.generator.shop.Catalog;
import dev.tidegate.generator.shop.Events;
import dev.tidegate.generator.shop.LiveEvents;
import dev.tidegate.generator.shop.Shop;
import dev.tidegate.generator.shop.Traffic;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program: reads the options, puts shop, lines and files together, and runs until done or told to stop. */
@Command(
        name = "generator",
        mixinStandardHelpOptions = true,
        versionProvider = VersionInJar.class,
        sortOptions = false,
        usageHelpWidth = 110,
        headerHeading = "Writes synthetic events of a shop as CSV files.%n%n",
        optionListHeading = "%nOptions; each can also be set as TIDEGATE_GENERATOR_<NAME>, for example"
                + " TIDEGATE_GENERATOR_EVENTS_PER_FILE=100:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done or stopped by a signal", "1:could not go on", "2:wrong options"})
public final class GeneratorMain implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private FileOptions files;

    @Mixin
    private ShopOptions shop;

    @Mixin
    private HabitOptions habits;

    @Mixin
    private TroubleOptions trouble;

    private final StopSignal stop;

    private GeneratorMain(StopSignal stop) {
        this.stop = stop;
    }

    /** Runs the program and ends the process. */
    public static void main(String[] args) {
        StopSignal stop = StopSignal.onShutdown();
        int exitCode = CommandLine.ExitCode.SOFTWARE;
        try {
            exitCode = commandLine(System.getenv(), stop).execute(args);
        } finally {
            stop.done(exitCode);
        }
        System.exit(exitCode);
    }

    /** The program as a command; executing it returns its exit code. */
    static CommandLine commandLine(Map<String, String> environment, StopSignal stop) {
        CommandLine commandLine = new CommandLine(new GeneratorMain(stop))
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .setParameterExceptionHandler(OneLineErrors::wrongOption)
                .setExecutionExceptionHandler(OneLineErrors::failure);
        OptionValues.registerWith(commandLine);
        return commandLine;
    }

    /** Generates; the command line calls it once the options are read. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        files.check(command);
        shop.check(command);
        habits.check(command);
        trouble.check(command);
        Catalog numbered = Catalog.of(shop.products());
        Catalog catalog = habits.skus() ? numbered.withSkus() : numbered;
        CatalogFile.write(catalog, files.catalog());
        Random seeds = new Random(shop.seed());
        Events events = events(catalog, new Random(seeds.nextLong()));
        Lines lines = new Lines(events, trouble.troubles(), new Random(seeds.nextLong()));
        PrintWriter out = command.commandLine().getOut();
        Consumer<String> log = files.quiet() ? line -> {} : out::println;
        try (Truth truth = truth()) {
            LandingFolder folder = new LandingFolder(files.folder(), truth, EventFormat.header(habits.withCurrency()));
            log.accept("Files land in " + files.folder() + ". Seed " + shop.seed());
            new Generator(lines, folder, stop, log).run(files.files(), files.eventsPerFile(), files.interval());
        }
        return CommandLine.ExitCode.OK;
    }

    private Events events(Catalog catalog, Random random) {
        Traffic traffic = shop.traffic(files.eventsPerFile(), files.interval());
        Shop simulated = new Shop(shop.shopName(), catalog, shop.users(), traffic, habits.habits(), random);
        return shop.isLive()
                ? new LiveEvents(simulated, Clock.systemUTC(), files.interval(), files.eventsPerFile())
                : simulated;
    }

    private Truth truth() throws IOException {
        return files.truth().isPresent() ? Truth.toldTo(files.truth().get()) : Truth.untold();
    }
}
