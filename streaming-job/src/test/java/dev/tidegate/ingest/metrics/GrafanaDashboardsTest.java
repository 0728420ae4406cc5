package dev.tidegate.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What of Grafana's and Prometheus' files can be proven without Grafana and Prometheus: the queries, and the names in them. */
class GrafanaDashboardsTest {

    private static final Path OPERATIONS = Path.of("..", "docs", "operations");

    /** Written behind what Prometheus knows by the name without it. */
    private static final Pattern SUFFIX = Pattern.compile("_(bucket|count|sum)$");

    private static final Pattern METRIC = Pattern.compile("\\b(tidegate|jvm|process)_[a-z_]+\\b");

    private static final Pattern INTAKE = Pattern.compile("\\b(ingest_\\w+|batch_ledger|file_ledger|reject\\w+)\\b");

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @Test
    void eachQueryOfTheShopRunsWithTheRightsOfAReader() throws Exception {
        Map<String, String> queries = texts(dashboard("grafana-shop.json"), "rawSql");
        assertThat(queries).hasSizeGreaterThan(10);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE tidegate_reader");
            for (Map.Entry<String, String> query : queries.entrySet()) {
                run(statement, query.getKey(), expanded(query.getValue()));
            }
        }
    }

    /** The intake is that of the streams that are chosen, all of them at first, and no line adds up several of them. */
    @Test
    void panelsOfTheIntakeAreOfTheChosenStreamsAndLinesOfOneEach() throws Exception {
        JsonObject shop = dashboard("grafana-shop.json");
        JsonObject variable =
                shop.getAsJsonObject("templating").getAsJsonArray("list").get(0).getAsJsonObject();
        assertThat(variable.get("name").getAsString()).isEqualTo("stream");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE tidegate_reader");
            run(statement, "stream", variable.get("query").getAsString());
        }
        Map<String, String> ofIntake = texts(shop, "rawSql");
        ofIntake.values().removeIf(sql -> !INTAKE.matcher(sql).find());
        assertThat(ofIntake).hasSizeGreaterThan(5).allSatisfy((panel, sql) -> {
            assertThat(sql).as(panel).contains("stream IN ($stream)");
            if (sql.contains(" AS time")) {
                assertThat(sql).as(panel).contains("stream AS metric");
            }
        });
    }

    /** A query of a time series needs a column time; the other columns are its numbers, and metric its name. */
    private static void run(Statement statement, String panel, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.getMetaData().getColumnCount()).as(panel).isPositive();
            if (sql.contains(" AS time")) {
                assertThat(rows.getMetaData().getColumnTypeName(1)).as(panel).isEqualTo("timestamptz");
            }
        } catch (SQLException e) {
            throw new AssertionError("Panel " + panel + ": " + sql, e);
        }
    }

    /** As Grafana puts in the time range of the page. */
    private static String expanded(String sql) {
        String from = "'2026-01-01T00:00:00Z'";
        String to = "'2026-01-02T00:00:00Z'";
        String expanded = sql.replaceAll("\\$__timeFilter\\((\\w+)\\)", "$1 BETWEEN " + from + " AND " + to)
                .replace("$__timeFrom()", from)
                .replace("$__timeTo()", to)
                .replace("$stream", "'events','orders'");
        assertThat(expanded).doesNotContain("$");
        return expanded;
    }

    @Test
    void eachMetricThatADashboardOrAnAlertAsksForIsOneOfTheJob() throws Exception {
        Set<String> known = new TreeSet<>();
        JobMetricsNames.of(known::add);
        Map<String, String> expressions = texts(dashboard("grafana-job.json"), "expr");
        expressions.put("alerts", withoutComments(Files.readString(OPERATIONS.resolve("alerts.yml"))));
        Set<String> asked = new TreeSet<>();
        expressions.values().forEach(expression -> {
            Matcher metric = METRIC.matcher(expression);
            while (metric.find()) {
                asked.add(SUFFIX.matcher(metric.group()).replaceFirst(""));
            }
        });
        assertThat(asked).hasSizeGreaterThan(10);
        assertThat(known).containsAll(asked);
    }

    @Test
    void eachAlertNamesAPlaceInTheOperatorsPage() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "operations.md"));
        List<String> anchors = page.lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(java.util.Locale.ROOT))
                .map(title -> title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                .toList();
        Matcher runbook = Pattern.compile("runbook_url: docs/operations.md#([a-z-]+)")
                .matcher(Files.readString(OPERATIONS.resolve("alerts.yml")));
        int alerts = 0;
        while (runbook.find()) {
            alerts++;
            assertThat(anchors).contains(runbook.group(1));
        }
        assertThat(alerts).isGreaterThan(10);
    }

    private static String withoutComments(String yaml) {
        return yaml.replaceAll("(?m)^\\s*#.*$", "").replaceAll("(?m)^\\s*(summary|description|runbook_url):.*$", "");
    }

    private static JsonObject dashboard(String file) throws IOException {
        JsonObject dashboard = JsonParser.parseString(Files.readString(OPERATIONS.resolve(file)))
                .getAsJsonObject();
        JsonArray panels = dashboard.getAsJsonArray("panels");
        List<Integer> ids = new ArrayList<>();
        panels.forEach(panel -> ids.add(panel.getAsJsonObject().get("id").getAsInt()));
        assertThat(ids).as("ids of panels in %s", file).doesNotHaveDuplicates().isNotEmpty();
        return dashboard;
    }

    /** The texts under a name in the targets of the panels, by the title of the panel. */
    private static Map<String, String> texts(JsonObject dashboard, String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (JsonElement panel : dashboard.getAsJsonArray("panels")) {
            JsonObject each = panel.getAsJsonObject();
            StreamSupport.stream(each.getAsJsonArray("targets").spliterator(), false)
                    .map(JsonElement::getAsJsonObject)
                    .forEach(target -> texts.put(
                            each.get("title").getAsString() + " "
                                    + target.get("refId").getAsString(),
                            target.get(name).getAsString()));
        }
        return texts;
    }
}
