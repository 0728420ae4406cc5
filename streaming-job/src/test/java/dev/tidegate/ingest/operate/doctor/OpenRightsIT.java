package dev.tidegate.ingest.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tidegate.ingest.operate.Operated;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What came after the set-up and lets others in is found, and the command that is named takes it away. */
@Tag("versions")
class OpenRightsIT {

    @RegisterExtension
    private final Operated pipeline = new Operated();

    /** Roles belong to the whole server. */
    @AfterEach
    void closeRoles() throws Exception {
        pipeline.execute("ALTER ROLE tidegate_owner NOLOGIN; ALTER ROLE tidegate_reader NOCREATEROLE");
    }

    private record Finding(String level, String says, String command) {}

    @Test
    void databaseAsItIsSetUpHasNone() throws Exception {
        assertThat(findings()).singleElement().matches(finding -> finding.level.equalsIgnoreCase("ok"), "is well");
    }

    @Test
    void eachIsNamedWithTheCommandThatTakesItAway() throws Exception {
        String database = pipeline.database().databaseName();
        pipeline.execute("""
                GRANT EXECUTE ON FUNCTION recount_aggregates() TO PUBLIC;
                ALTER FUNCTION aggregate_differences() RESET search_path;
                ALTER FUNCTION aggregate_changed_rows() SET search_path = public;
                GRANT SELECT, DELETE ON raw_events TO PUBLIC;
                GRANT SELECT (raw) ON rejected_events TO PUBLIC;
                GRANT TRIGGER ON pipeline TO tidegate_reader;
                GRANT CREATE ON SCHEMA public TO PUBLIC;
                GRANT TEMPORARY ON DATABASE "%s" TO PUBLIC;
                ALTER ROLE tidegate_owner LOGIN;
                ALTER ROLE tidegate_reader CREATEROLE;
                CREATE RULE "my rule" AS ON INSERT TO ingested_files DO ALSO NOTIFY loaded;
                CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER "my trigger" BEFORE INSERT ON raw_events FOR EACH STATEMENT EXECUTE FUNCTION mine();
                CREATE TRIGGER other AFTER INSERT ON ingest_batches FOR EACH ROW EXECUTE FUNCTION mine()""".formatted(database));
        List<Finding> findings = findings();
        assertThat(findings.stream().map(Finding::says))
                .anyMatch(says -> says.equals("everybody may execute public.recount_aggregates()"))
                .anyMatch(says ->
                        says.startsWith("public.aggregate_changed_rows() runs with the rights of tidegate_owner"))
                .anyMatch(says -> says.equals("everybody has DELETE, SELECT on public.raw_events"))
                .anyMatch(says -> says.equals("everybody has SELECT on column raw of public.rejected_events"))
                .anyMatch(says -> says.equals("tidegate_reader may make triggers on public.pipeline"))
                .anyMatch(says -> says.equals("everybody may create in schema public"))
                .anyMatch(says -> says.equals("everybody may make temp tables in this database"))
                .anyMatch(says -> says.equals("tidegate_owner, to whom all belongs, may log in"))
                .anyMatch(says -> says.startsWith("group role tidegate_reader is a superuser, or has CREATEROLE"))
                .anyMatch(says -> says.startsWith("rule \"my rule\" on public.ingested_files: the job does not start"))
                .anyMatch(says ->
                        says.matches("trigger \"my trigger\" on public.raw_events calls mine\\(\\) of .*21000.*"))
                .anyMatch(says -> says.matches("trigger other on public.ingest_batches calls mine\\(\\) of [^:]*"));
        for (Finding finding : findings) {
            pipeline.execute(finding.command);
        }
        assertThat(findings()).singleElement().matches(finding -> finding.level.equalsIgnoreCase("ok"), "is well");
    }

    private List<Finding> findings() throws Exception {
        JsonObject report = pipeline.tidegate("doctor", "--json").json().getAsJsonObject();
        return StreamSupport.stream(report.getAsJsonArray("findings").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(finding -> finding.get("about").getAsString().equals("access"))
                .map(finding -> new Finding(
                        finding.get("level").getAsString(),
                        finding.get("says").getAsString(),
                        finding.has("hint") ? finding.get("hint").getAsString() : null))
                .toList();
    }
}
