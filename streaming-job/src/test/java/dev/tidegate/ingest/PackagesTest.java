package dev.tidegate.ingest;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tidegate.ingest.source.LandingGates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Knowledge points one way: a later stage may know an earlier one, never the reverse. */
class PackagesTest {

    private static final String ROOT = "dev.tidegate.ingest";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // As that knows them only right below target, where those for another Spark are not.
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages(ROOT);

    @Test
    void filesKnowNoOtherStage() {
        assertKnowsOnly("files", "fault");
    }

    @Test
    void declarationsKnowNoOtherStage() {
        assertKnowsOnly("stream", "yaml");
    }

    @Test
    void yamlKnowsNoOtherPackage() {
        assertKnowsOnly("yaml");
    }

    @Test
    void valuesKnowDeclarationsOnly() {
        assertKnowsOnly("value", "stream");
    }

    @Test
    void rulesKnowValuesAndDeclarationsOnly() {
        assertKnowsOnly("rules", "value", "stream");
    }

    @Test
    void checkpointKnowsNoOtherStage() {
        assertKnowsOnly("checkpoint");
    }

    @Test
    void framingKnowsFilesAndJsonOnly() {
        assertKnowsOnly("csv", "files", "json");
    }

    @Test
    void jsonKnowsNoOtherPackage() {
        assertKnowsOnly("json");
    }

    @Test
    void packingKnowsFilesOnly() {
        assertKnowsOnly("packing", "files");
    }

    @Test
    void sourceKnowsHowFilesAreReadAndNothingBehindIt() {
        assertKnowsOnly("source", "csv", "packing", "files", "fault");
    }

    @Test
    void faultPointsKnowNoOtherPackage() {
        assertKnowsOnly("fault");
    }

    @Test
    void sparksSettingsKnowNoStage() {
        assertKnowsOnly("spark", "checkpoint", "database", "log");
    }

    @Test
    void logKnowsFilesAndTheEnvironmentOnly() {
        assertKnowsOnly("log", "files", "environment");
    }

    @Test
    void environmentKnowsNoOtherPackage() {
        assertKnowsOnly("environment");
    }

    @Test
    void cohortsKnowTheDatabaseOnly() {
        assertKnowsOnly("cohort", "database");
    }

    @Test
    void databaseKnowsNoStage() {
        assertKnowsOnly("database");
    }

    @Test
    void stagingKnowsNothingOfTheMerge() {
        assertKnowsOnly("stage", "source", "files", "rules", "stream", "database", "fault");
    }

    @Test
    void mergeKnowsWhatIsStagedAndNothingBehindIt() {
        assertKnowsOnly("merge", "stage", "source", "files", "stream", "database", "fault");
    }

    @Test
    void loadKnowsNothingBehindIt() {
        assertKnowsOnly("load", "merge", "stage", "source", "database");
    }

    @Test
    void archiveKnowsNothingBehindIt() {
        assertKnowsOnly("archive", "merge", "source", "files", "database", "fault");
    }

    @Test
    void mappingsKnowWhatTheyAreMadeIntoAndNothingBehindIt() {
        assertKnowsOnly("mapping", "yaml", "source", "csv", "rules", "value", "stream");
    }

    @Test
    void targetTablesKnowDeclarationsAndTheDatabaseOnly() {
        assertKnowsOnly("table", "stream", "database");
    }

    @Test
    void ddlKnowsNoOtherCommand() {
        assertKnowsOnly(
                "operate.ddl",
                "operate.ledger",
                "operate.console",
                "options",
                "mapping",
                "stream",
                "table",
                "yaml",
                "database");
    }

    @Test
    void metricsKnowWhatIsCountedAndNothingBehindIt() {
        assertKnowsOnly("metrics", "merge", "stage", "value", "source", "csv", "database");
    }

    @Test
    void consoleKnowsNothingOfDatabaseAndFiles() {
        assertKnowsOnly("operate.console", "log", "options");
    }

    @Test
    void theLedgerForCommandsKnowsNoCommand() {
        assertKnowsOnly(
                "operate.ledger", "operate.console", "options", "merge", "files", "database", "table", "stream", "log");
    }

    @Test
    void checkKnowsNoDatabase() {
        assertKnowsOnly(
                "operate.check",
                "operate.console",
                "options",
                "mapping",
                "rules",
                "value",
                "source",
                "csv",
                "packing",
                "stream",
                "files",
                "log");
    }

    @Test
    void guessKnowsCheckAndTheStagesOfReadingOnly() {
        assertKnowsOnly(
                "operate.guess",
                "operate.guess.sample",
                "operate.guess.event",
                "operate.check",
                "operate.console",
                "options",
                "rules",
                "csv",
                "json",
                "packing",
                "stream",
                "yaml",
                "files",
                "log");
    }

    @Test
    void whatAnEventIsIsGuessedFromTheSampleOnly() {
        assertKnowsOnly("operate.guess.event", "operate.guess.sample", "operate.console", "rules", "stream");
    }

    @Test
    void aSampleIsReadWithoutKnowingWhatItIsFor() {
        assertKnowsOnly("operate.guess.sample", "rules", "csv", "json", "packing", "stream", "yaml", "files");
    }

    @Test
    void replayKnowsNothingOfRejectsAndTheOtherCommands() {
        assertKnowsOnly(
                "operate.replay",
                "operate.check",
                "operate.ledger",
                "operate.console",
                "options",
                "mapping",
                "merge",
                "source",
                "stream",
                "database",
                "files",
                "log");
    }

    @Test
    void rejectsKnowReplayAndCheckOnly() {
        assertKnowsOnly(
                "operate.rejects",
                "operate.replay",
                "operate.check",
                "operate.ledger",
                "operate.console",
                "options",
                "mapping",
                "source",
                "csv",
                "stream",
                "files",
                "log");
    }

    @Test
    void statusKnowsRejectsOnly() {
        assertKnowsOnly(
                "operate.status",
                "operate.rejects",
                "operate.ledger",
                "operate.console",
                "options",
                "merge",
                "database",
                "files",
                "log",
                "stream");
    }

    @Test
    void verifyKnowsNoOtherCommand() {
        assertKnowsOnly(
                "operate.verify",
                "operate.ledger",
                "operate.console",
                "options",
                "archive",
                "mapping",
                "merge",
                "source",
                "stream",
                "database",
                "files",
                "log");
    }

    @Test
    void retentionKnowsNoOtherCommand() {
        assertKnowsOnly(
                "operate.retention",
                "operate.ledger",
                "operate.console",
                "options",
                "archive",
                "mapping",
                "database",
                "stream",
                "files",
                "log");
    }

    @Test
    void doctorKnowsNoOtherCommand() {
        assertKnowsOnly(
                "operate.doctor",
                "operate.ledger",
                "operate.console",
                "options",
                "database",
                "files",
                "log",
                "table",
                "stream",
                "mapping");
    }

    /** The command line of the operator names all commands; none names it. */
    @Test
    void nobodyKnowsTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".operate")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".operate")
                .check(CLASSES);
    }

    /** A folder that a reader can hold in mind. */
    @Test
    void noPackageHasMoreThan25Files() throws IOException {
        Path root = Path.of("src/main/java", ROOT.split("\\."));
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .forEach(file ->
                            files.merge(root.relativize(file.getParent()).toString(), 1L, Long::sum));
        }
        assertThat(files).containsKeys("", "source", "stage", "merge", "load", "operate", "operate/verify");
        files.forEach(
                (name, number) -> assertThat(number).as("files of '%s'", name).isLessThanOrEqualTo(25L));
    }

    @Test
    void rulesAreFreeOfSparkAndOfTheDatabase() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".rules..", ROOT + ".value..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache..", "org.postgresql..", "java.sql..")
                .check(CLASSES);
    }

    @Test
    void filesAndTheCommandsOfTheOperatorAreFreeOfSpark() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".files..", ROOT + ".operate..", ROOT + ".options..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark..")
                .check(CLASSES);
    }

    @Test
    void noStaticFieldCanBeSet() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
    }

    /** A constant collection is a List.of or the like; ArchUnit sees its type only, so what is declared mutable is named. */
    @Test
    void theStaticStateIsTheGatesOfTheSourceAndTheConnectionsToBuckets() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat(describe(
                        "are neither LandingGates nor BucketStore",
                        type -> !type.isEquivalentTo(LandingGates.class)
                                && !type.getSimpleName().equals("BucketStore")))
                .should()
                .notHaveRawType(describe("a map", type -> type.isAssignableTo(Map.class)))
                .check(CLASSES);
    }

    /** Spark's RDD has Scala's collections in its signatures; who makes one of its own, or runs a job on one, cannot do without. */
    @Test
    void programsOfOthersAreNotDrawnIn() {
        classes()
                .that(describe("are not of the one that runs a job on an RDD", type -> !isOfRdd(type)))
                .should()
                .onlyDependOnClassesThat(describe(
                        "belong to the project, the JDK or a library it names",
                        type -> !type.getPackageName().startsWith("scala.collection") && !isShaded(type)))
                .check(CLASSES);
    }

    private static boolean isOfRdd(JavaClass type) {
        String name = type.getFullName();
        String own = ROOT + ".stage.StagingJob";
        return name.equals(own) || name.startsWith(own + "$");
    }

    private static boolean isShaded(JavaClass type) {
        return type.getPackageName().contains("sparkproject")
                || type.getPackageName().contains(".thirdparty.");
    }

    private static void assertKnowsOnly(String stage, String... earlier) {
        Collection<String> allowed =
                Arrays.stream(earlier).map(name -> ROOT + "." + name).toList();
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + stage + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(describe(
                                "are of no earlier stage",
                                type -> !type.getPackageName().equals(ROOT + "." + stage)
                                        && !allowed.contains(type.getPackageName()))))
                .check(CLASSES);
    }
}
