package dev.tidegate.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that the scripts of earlier versions have set up, which lie beside the test, and what this version makes of them. */
class UpgradeTest {
    private static final String LOCK = "SELECT pg_advisory_lock(hashtextextended('tidegate tidegate', 0))";

    private static final String EVENTS = """
            SELECT event_id, user_id, product_id, trim_scale(quantity::numeric), trim_scale(price), trim_scale(total_price), event_type,
                   category, product_name, event_timestamp, event_date, source_file_id, source_line, extra
            FROM raw_events ORDER BY source_line""";

    private static final String AGGREGATES = """
            SELECT concat_ws('|', 'minute', minute::text, category, event_type, events, quantity, trim_scale(revenue)) FROM sales_by_minute
            UNION ALL SELECT concat_ws('|', 'hour', hour::text, category, event_type, events, quantity, trim_scale(revenue)) FROM sales_by_hour
            UNION ALL SELECT concat_ws('|', 'product', day::text, product_id, event_type, events, quantity, trim_scale(revenue))
            FROM product_by_day
            UNION ALL SELECT concat_ws('|', 'user', day::text, category, user_id, views, clicks, buys, quantity, trim_scale(revenue))
            FROM user_by_day
            UNION ALL SELECT concat_ws('|', 'total', day::text, user_id, views, clicks, buys, quantity, trim_scale(revenue))
            FROM user_total_by_day
            UNION ALL SELECT concat_ws('|', 'name', product_id, product_name, category, event_timestamp::text) FROM products
            ORDER BY 1""";

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private final Cohorts cohorts = new Cohorts(database);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    @Tag("versions")
    void anUpgradedDatabaseIsTheSameAsANewOne(int version) throws IOException, SQLException {
        List<String> schema = database.rows(resource("schema.sql"));
        List<String> rights = database.rows(resource("rights.sql"));
        setUpAnew(version);
        assertThat(database.rows(resource("schema.sql"))).isNotEqualTo(schema);
        upgrade();
        assertThat(database.rows(resource("schema.sql"))).isEqualTo(schema);
        assertThat(database.rows(resource("rights.sql"))).isEqualTo(rights);
        upgrade();
        assertThat(database.rows(resource("schema.sql"))).isEqualTo(schema);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    @Tag("versions")
    void whatWasLoadedIsOfTheStreamEventsAndNumbersGoOn(int version) throws IOException, SQLException {
        setUpAnew(version);
        load(version);
        upgrade();
        assertThat(database.rows(
                        "SELECT stream, schema_version, epoch, last_batch, last_file_id, target_table FROM pipeline"))
                .as("the epoch is raised, so that an old job is shut out")
                .containsExactly("events|6|8|31|42|public.raw_events");
        assertThat(database.rows("SELECT stream, epoch FROM pipeline_status")).containsExactly("events|7");
        assertThat(database.rows("SELECT file_id, stream FROM ingested_files")).containsExactly("41|events");
        assertThat(database.rows("SELECT file_id, stream FROM rejected_events")).containsExactly("41|events");
        assertThat(database.rows("SELECT batch_id, stream FROM ingest_batches")).containsExactly("31|events");
        assertThat(database.rows("SELECT stream, last_batch FROM ingest_status"))
                .containsExactly("events|31");
        assertThat(database.rows("SELECT nextval('ingested_file_ids'), nextval('ingest_batch_ids')"))
                .containsExactly("43|32");
        assertThatThrownBy(
                        () -> database.execute("INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at,"
                                + " loaded_at, state, path) VALUES (50, 1, 1, now(), now(), 'loaded', 'x')"))
                .as("each statement names the stream")
                .hasMessageContaining("null value in column \"stream\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    @Tag("versions")
    void eventsAndAggregatesAreWhatTheyWereAndOfNoCurrency(int version) throws IOException, SQLException {
        setUpAnew(version);
        database.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date,
                                        quantity, price, total_price, event_type, category, product_name)
                SELECT md5(n::text)::uuid, 1 + n % 12, 1 + n % 17, moment, 1, n, (moment AT TIME ZONE 'UTC')::date, 1 + n % 3,
                       n / 100.0, (1 + n % 3) * (n / 100.0), (ARRAY['view', 'click', 'buy'])[1 + n % 3],
                       nullif('kind ' || n % 4, 'kind 0'), 'name ' || n % 17
                FROM generate_series(1, 3000) AS n, LATERAL (SELECT '2026-03-01 23:00Z'::timestamptz + n * interval '7 s' AS moment) AS at;
                UPDATE raw_events SET user_id = 9223372036854775807, category = NULL WHERE source_line % 100 = 7;
                DELETE FROM raw_events WHERE source_line % 100 = 8""");
        List<String> events = database.rows(EVENTS);
        List<String> aggregates = database.rows(AGGREGATES);
        assertThat(database.rows("SELECT * FROM aggregate_differences()")).isEmpty();
        upgrade();
        assertThat(database.rows(EVENTS)).isEqualTo(events).hasSize(2970);
        assertThat(database.rows(AGGREGATES)).isEqualTo(aggregates).hasSizeGreaterThan(700);
        assertThat(database.rows("SELECT * FROM aggregate_differences()")).isEmpty();
        assertThat(database.rows("SELECT DISTINCT currency FROM raw_events")).containsExactly("null");
        assertThat(database.rows("SELECT pending, as_of FROM cohorts_as_of")).containsExactly("t|null");
        cohorts.count();
        assertThat(database.rows("SELECT count(*) FROM user_first_days")).containsExactly("13");
        database.execute("""
                UPDATE raw_events SET user_id = NULL, product_id = '0017', quantity = 1.4, price = 0.0001, total_price = 0.00014,
                                      currency = 'EUR'
                WHERE source_line % 100 = 9""");
        assertThat(database.rows("SELECT * FROM aggregate_differences()")).isEmpty();
    }

    /** Version 6 as it was before categories had bits. */
    private static final String WITHOUT_BITS_OF_CATEGORIES = """
            DROP VIEW user_bits, user_scopes, events_by_minute;
            DROP TABLE categories_in_bits;
            DROP INDEX user_bits_by_day_day;
            DELETE FROM user_bits_by_day WHERE scope <> 'all';
            UPDATE user_bits_by_day SET measure = 'all_events' WHERE measure = 'looks';
            ALTER TABLE cohort_progress DROP COLUMN next_number, DROP COLUMN in_bits, DROP COLUMN all_in_bits;
            ALTER TABLE user_bits_by_day DROP COLUMN scope, DROP CONSTRAINT user_bits_by_day_days,
                DROP CONSTRAINT user_bits_by_day_users,
                ADD CONSTRAINT user_bits_by_day_key UNIQUE NULLS NOT DISTINCT (measure, days, day, part, weight, currency);
            CREATE VIEW user_bits AS SELECT day, days, measure, part, weight, currency, users FROM user_bits_by_day;
            CREATE VIEW settled_sales_trend_by_day AS SELECT day, category, currency FROM settled_sales_by_day;
            DROP FUNCTION user_bits_of(date), user_bits_of_week(date), user_sums(text[], date, date, text, boolean, text),
                funnel_of_days(date, date, text), engagement_of_days(date, date, text),
                top_users_of_days(date, date, text, text, bigint, text), user_scope(timestamptz, timestamptz, text),
                events_in_hours(timestamptz, timestamptz, boolean), large_categories(date);
            CREATE FUNCTION user_bits_of(date) RETURNS TABLE (measure text, part int, weight int, currency text, users bit varying)
                LANGUAGE sql AS 'SELECT NULL::text, 1, 1, NULL::text, NULL::bit varying';
            CREATE FUNCTION funnel_of_days(date, date) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'""";

    @Test
    void whereBitsWereOfAllCategoriesOnlyEachDayIsCountedAnew() throws IOException, SQLException {
        List<String> schema = database.rows(resource("schema.sql"));
        List<String> rights = database.rows(resource("rights.sql"));
        database.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                        total_price, event_type, category)
                SELECT gen_random_uuid(), 'u' || n, 'p', '2026-03-02 09:00Z'::timestamptz + n % 9 * interval '24 hours', 1, n,
                       '2026-03-02'::date + n % 9, 1, 1, (ARRAY['view', 'buy'])[1 + n % 2], 'Books'
                FROM generate_series(1, 11000) AS n""");
        cohorts.count();
        String funnel = "SELECT * FROM funnel_between('2026-03-02 00:00Z', '2026-03-11 00:00Z', %s)";
        List<String> all = database.rows(funnel.formatted("NULL"));
        database.execute("SET ROLE tidegate_owner;" + WITHOUT_BITS_OF_CATEGORIES + "; RESET ROLE");
        assertThat(database.rows(resource("schema.sql"))).isNotEqualTo(schema);
        upgrade();
        assertThat(database.rows(resource("schema.sql"))).isEqualTo(schema);
        assertThat(database.rows(resource("rights.sql"))).isEqualTo(rights);
        assertThat(database.rows("SELECT users_are_many()"))
                .as("until they are counted")
                .containsExactly("f");
        assertThat(database.rows(funnel.formatted("NULL"))).isEqualTo(all);
        cohorts.count();
        assertThat(database.rows("SELECT users_are_many(), scope FROM user_scopes"))
                .containsExactly("t|all", "t|category:Books");
        assertThat(database.rows(funnel.formatted("NULL"))).isEqualTo(all);
        assertThat(database.rows(funnel.formatted("'Books'"))).isEqualTo(all);
        upgrade();
        assertThat(database.rows("SELECT count(*) FROM marked_days")).as("once").containsExactly("0");
    }

    /** Version 6 as it was when users had bits in each shop. */
    private static final String BITS_IN_EACH_SHOP = """
            SET ROLE tidegate_owner;
            DROP VIEW user_scopes;
            CREATE VIEW user_scopes AS
            SELECT 'all' AS scope, '-infinity'::date AS first_day
            UNION ALL
            SELECT 'category:' || category, complete_since FROM categories_in_bits WHERE complete_since IS NOT NULL;
            ALTER TABLE cohort_progress DROP COLUMN in_bits, DROP COLUMN all_in_bits;
            DROP VIEW user_events;
            DROP TABLE user_events_by_day;
            DROP FUNCTION many_users(), user_events_of(date),
                newest_events_of_user(timestamptz, timestamptz, text, text, text, text, bigint);
            RESET ROLE""";

    @ParameterizedTest
    @ValueSource(ints = {9999, 10000})
    void bitsStayWhereUsersAreMany(int users) throws IOException, SQLException {
        List<String> schema = database.rows(resource("schema.sql"));
        List<String> rights = database.rows(resource("rights.sql"));
        database.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                        total_price, event_type, category)
                SELECT gen_random_uuid(), 'u' || n, 'p', '2026-03-02 09:00Z', 1, n, '2026-03-02', 1, 1, 'view', 'Books'
                FROM generate_series(1, %d) AS n""".formatted(users));
        cohorts.manyUsersAre(1);
        cohorts.count();
        database.execute(BITS_IN_EACH_SHOP);
        assertThat(database.rows(resource("schema.sql"))).isNotEqualTo(schema);
        upgrade();
        assertThat(database.rows(resource("schema.sql"))).isEqualTo(schema);
        assertThat(database.rows(resource("rights.sql"))).isEqualTo(rights);
        boolean many = users == 10000;
        assertThat(database.rows("SELECT users_are_many(), EXISTS (SELECT FROM user_bits_by_day),"
                        + " EXISTS (SELECT FROM categories_in_bits)"))
                .containsExactly(many ? "t|t|t" : "f|f|f");
        String events =
                "SELECT count(*) FROM newest_events_of_user('2026-03-02 00:00Z', '2026-03-03 00:00Z', 'u7', NULL, NULL, NULL, 9)";
        assertThat(database.rows("SELECT day FROM marked_days"))
                .as("for the events by user")
                .isEqualTo(many ? List.of("2026-03-02") : List.of());
        assertThat(database.rows(events)).containsExactly("1");
        cohorts.count();
        assertThat(database.rows("SELECT coalesce(sum(cardinality(event_ids)), 0) FROM user_events"))
                .containsExactly(many ? "10000" : "0");
        assertThat(database.rows(events)).containsExactly("1");
        upgrade();
        assertThat(database.rows("SELECT count(*) FROM marked_days")).as("once").containsExactly("0");
        assertThat(database.rows("SELECT users FROM funnel_between('2026-03-02 00:00Z', '2026-03-11 00:00Z', NULL)"))
                .first()
                .isEqualTo("" + users);
    }

    /** It may be another number in another version. */
    @ParameterizedTest
    @ValueSource(ints = {19, 20})
    void howManyAreManyIsAskedOfOnePlaceAlone(int users) throws IOException, SQLException {
        String all = "RETURN 10000;";
        String script = Files.readString(SetupScript.find());
        assertThat(script).containsOnlyOnce(all);
        database.execute("""
                CREATE OR REPLACE FUNCTION many_users() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1;
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                        total_price, event_type)
                SELECT gen_random_uuid(), 'u' || n, 'p', '2026-03-02 09:00Z', 1, n, '2026-03-02', 1, 1, 'view'
                FROM generate_series(1, %d) AS n""".formatted(users));
        cohorts.count();
        database.execute(BITS_IN_EACH_SHOP);
        apply(Files.writeString(folder.resolve("of-20.sql"), script.replace(all, "RETURN 20;")));
        assertThat(database.rows("SELECT users_are_many(), EXISTS (SELECT FROM user_bits_by_day)"))
                .containsExactly(users == 20 ? "t|t" : "f|f");
        cohorts.count();
    }

    /** Version 6 as it was when nothing kept a shop of few users from being asked for their bits. */
    @Test
    void whereUsersHaveNoBitsTheyAreNotAskedForThem() throws IOException, SQLException {
        List<String> schema = database.rows(resource("schema.sql"));
        database.execute("ALTER TABLE cohort_progress DROP CONSTRAINT cohort_progress_all_in_bits;"
                + " UPDATE cohort_progress SET all_in_bits = true");
        assertThat(database.rows(resource("schema.sql"))).isNotEqualTo(schema);
        upgrade();
        assertThat(database.rows(resource("schema.sql"))).isEqualTo(schema);
        assertThat(database.rows("SELECT in_bits, all_in_bits FROM cohort_progress"))
                .containsExactly("f|f");
    }

    /** Version 6 as it was when of each user two days with a buy were kept. */
    private static final String TWO_BUY_DAYS = """
            SET ROLE tidegate_owner;
            DROP VIEW days_between_orders, days_between_orders_by_month;
            DROP TABLE orders_by_gap;
            ALTER TABLE user_first_days ADD COLUMN second_buy_day date;
            UPDATE user_first_days SET second_buy_day = buy_days[2];
            ALTER TABLE user_first_days DROP COLUMN buy_days;
            RESET ROLE""";

    /** With 40 users and 25 days; what comes meanwhile is late, moves first buys, and takes some away. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void daysBetweenAllOrdersAreThereAtOnceAndExactAlsoWhereSomeAreStillToBeCounted(boolean pending)
            throws IOException, SQLException {
        List<String> schema = database.rows(resource("schema.sql"));
        List<String> rights = database.rows(resource("rights.sql"));
        String more = """
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                        total_price, event_type)
                SELECT gen_random_uuid(), 'u' || n * n %% 40, 'p', day + interval '9 h', 1, n, (day AT TIME ZONE 'UTC')::date, 1, 1,
                       (ARRAY['view', 'buy', 'buy'])[1 + n %% 3]
                FROM generate_series(%d, %d) AS n, LATERAL (SELECT '%s'::timestamptz + n * 7 %% 25 * interval '24 h' AS day) AS at""";
        database.execute(more.formatted(1, 300, "2026-03-02 00:00Z"));
        cohorts.count();
        List<String> counted = database.rows("SELECT * FROM days_between_orders ORDER BY 1");
        assertThat(counted).hasSizeGreaterThan(4);
        if (pending) {
            database.execute(more.formatted(301, 360, "2026-02-20 00:00Z"));
            database.execute("DELETE FROM raw_events WHERE source_line % 11 = 1;"
                    + " UPDATE raw_events SET user_id = 'v' || source_line WHERE source_line % 13 = 1");
        }
        database.execute(TWO_BUY_DAYS);
        assertThat(database.rows(resource("schema.sql"))).isNotEqualTo(schema);
        upgrade();
        assertThat(database.rows(resource("schema.sql"))).isEqualTo(schema);
        assertThat(database.rows(resource("rights.sql"))).isEqualTo(rights);
        assertThat(database.rows("SELECT pending FROM cohorts_as_of")).containsExactly(pending ? "t" : "f");
        if (!pending) {
            assertThat(database.rows("SELECT * FROM days_between_orders ORDER BY 1"))
                    .isEqualTo(counted);
            assertThat(database.rows("SELECT * FROM cohort_differences()")).isEmpty();
        }
        cohorts.count();
        upgrade();
        assertThat(database.rows("SELECT pending FROM cohorts_as_of"))
                .as("once")
                .containsExactly("f");
        database.execute("DELETE FROM raw_events WHERE source_line % 7 = 3");
        cohorts.count();
    }

    /** Version 6 as it was before buckets. */
    @Test
    void ledgerWithoutETagsGetsTheColumnAndKeepsItsRows() throws IOException, SQLException {
        List<String> schema = database.rows(resource("schema.sql"));
        database.execute("""
                ALTER TABLE ingested_files DROP COLUMN etag;
                INSERT INTO ingested_files (stream, file_id, batch_id, size_bytes, modified_at, loaded_at, state, path)
                VALUES ('events', 1, 1, 5, now(), now(), 'loaded', 'a.csv')""");
        assertThat(database.rows(resource("schema.sql"))).isNotEqualTo(schema);
        upgrade();
        assertThat(database.rows(resource("schema.sql"))).isEqualTo(schema);
        assertThat(database.rows("SELECT path, size_bytes, etag FROM ingested_files"))
                .containsExactly("a.csv|5|null");
    }

    @Test
    @Tag("versions")
    void othersKeepWhatTheyWereGrantedOnViewsAndFunctions() throws IOException, SQLException {
        setUpAnew(3);
        String reader = database.reader().user();
        database.execute("""
                GRANT SELECT ON file_ledger, ingest_status TO %1$s WITH GRANT OPTION;
                GRANT SELECT (name, files) ON ingest_status TO %1$s;
                GRANT EXECUTE ON FUNCTION sales_between(timestamptz, timestamptz) TO %1$s;
                GRANT SELECT ON batch_ledger TO PUBLIC
                """.formatted(reader));
        upgrade();
        assertThat(database.rows(resource("rights.sql")))
                .contains(
                        reader + " may select and give it away: view file_ledger",
                        reader + " may select: column stream of ingest_status",
                        reader + " may select: column files of ingest_status",
                        reader
                                + " may execute: function sales_between(timestamp with time zone,timestamp with time zone)",
                        "tidegate_reader may select: view file_ledger")
                .noneMatch(line -> line.startsWith("everybody may select"));
    }

    @Test
    @Tag("versions")
    void whatOthersHaveBuiltOnOurViewsIsNamedAndNothingIsChanged() throws IOException, SQLException {
        setUpAnew(3);
        database.execute("CREATE VIEW shop_files AS SELECT path FROM file_ledger;"
                + " CREATE VIEW shop_sales AS SELECT * FROM sales_between(now(), now())");
        List<String> before = database.rows(resource("schema.sql"));
        assertThatThrownBy(this::upgrade)
                .hasMessageContaining("Cannot upgrade, others have built on what is made anew")
                .hasMessageContaining("view public.shop_files depends on view public.file_ledger")
                .hasMessageContaining("Nothing is changed");
        database.execute("DROP VIEW shop_files");
        assertThatThrownBy(this::upgrade)
                .hasMessageContaining("view public.shop_sales depends on function public.sales_between");
        database.execute("DROP VIEW shop_sales; CREATE VIEW shop_pipeline AS SELECT name FROM pipeline");
        assertThatThrownBy(this::upgrade).hasMessageContaining("shop_pipeline");
        database.execute("DROP VIEW shop_pipeline; CREATE VIEW shop_files AS SELECT path FROM file_ledger;"
                + " CREATE VIEW shop_sales AS SELECT * FROM sales_between(now(), now())");
        assertThat(database.rows(resource("schema.sql"))).isEqualTo(before);
        database.execute(
                "DROP VIEW shop_files, shop_sales; CREATE VIEW shop_events AS SELECT event_id FROM raw_events");
        upgrade();
        assertThat(database.rows("SELECT count(*) FROM shop_events")).containsExactly("0");
    }

    @Test
    void whatWasGrantedOnAFunctionIsGrantedOnTheOneWithMoreParameters() throws IOException, SQLException {
        setUpAnew(4);
        String reader = database.reader().user();
        database.execute(
                "GRANT EXECUTE ON FUNCTION sales_compared(timestamptz, timestamptz, text), aggregate_differences(date, date) TO "
                        + reader);
        upgrade();
        assertThat(database.rows(resource("rights.sql")).stream()
                        .filter(line -> line.startsWith(reader + " may execute")))
                .containsExactlyInAnyOrder(
                        reader
                                + " may execute: function sales_compared(timestamp with time zone,timestamp with time zone,text,text)",
                        reader + " may execute: function aggregate_differences(date,date)");
    }

    @Test
    @Tag("versions")
    void allThatOthersHaveBuiltOnColumnsThatChangeIsNamedAtOnce() throws IOException, SQLException {
        setUpAnew(4);
        database.execute("""
                CREATE VIEW shop_users AS SELECT DISTINCT user_id FROM raw_events;
                CREATE MATERIALIZED VIEW shop_units AS SELECT sum(quantity) FROM sales_by_hour;
                CREATE VIEW shop_ids AS SELECT event_id FROM raw_events;
                CREATE INDEX shop_index ON raw_events (user_id)""");
        database.execute(
                "CREATE FUNCTION shop_price() RETURNS numeric LANGUAGE sql BEGIN ATOMIC SELECT max(price) FROM raw_events; END");
        assertThatThrownBy(this::upgrade)
                .hasMessageContaining("view public.shop_users depends on table public.raw_events")
                .hasMessageContaining("materialized view public.shop_units depends on table public.sales_by_hour")
                .hasMessageContaining("function public.shop_price() depends on table public.raw_events")
                .hasMessageContaining("Nothing is changed")
                .hasMessageNotContaining("shop_ids");
        assertThat(database.rows("SELECT schema_version, epoch FROM pipeline")).containsExactly("4|0");
        database.execute("DROP VIEW shop_users; DROP MATERIALIZED VIEW shop_units; DROP FUNCTION shop_price()");
        upgrade();
        assertThat(database.rows("SELECT count(*) FROM shop_ids")).containsExactly("0");
        assertThat(database.rows("SELECT to_regclass('shop_index') IS NOT NULL"))
                .containsExactly("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "operator"})
    void whoHasSeenTheOlderVersionIsNamedAndDoesNotGoOnInTheNewOne(String who) throws IOException, SQLException {
        setUpAnew(4);
        try (Connection waiting = database.connect(who.equals("ingest") ? database.ingest() : database.operator());
                Statement statement = waiting.createStatement()) {
            String process =
                    TestDatabase.rows(statement, "SELECT pg_backend_pid()").get(0);
            assertThatThrownBy(this::upgrade)
                    .hasMessageContaining(
                            "jobs or commands of the older version have sessions in this database: process " + process
                                    + " of ");
        }
        assertThat(database.rows("SELECT schema_version, epoch FROM pipeline")).containsExactly("4|0");
        try (Connection reading = database.connect(database.reader());
                Statement statement = reading.createStatement()) {
            statement.execute("SELECT count(*) FROM ingest_status");
            upgrade();
        }
        assertThat(database.rows("SELECT schema_version, epoch FROM pipeline")).containsExactly("6|1");
    }

    @Test
    void noStreamOfADatabaseIsWrittenMeanwhileAndAllEpochsAreRaised() throws IOException, SQLException {
        setUpAnew(4);
        database.execute(
                "INSERT INTO pipeline (stream, schema_version, epoch, target_table) VALUES ('orders', 4, 3, 'public.orders')");
        try (Connection job = database.connect(database.ingest());
                Statement statement = job.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(hashtextextended('tidegate orders', 0))");
            assertThatThrownBy(this::upgrade)
                    .hasMessageContaining("Cannot upgrade: a job writes in this database: process ");
        }
        upgrade();
        assertThat(database.rows("SELECT stream, schema_version, epoch FROM pipeline ORDER BY stream"))
                .containsExactly("events|6|1", "orders|6|4");
    }

    @Test
    void aJobThatWritesIsNamedAndNothingIsChanged() throws IOException, SQLException {
        setUpAnew(3);
        load(3);
        try (Connection job = database.connect(database.ingest());
                Statement statement = job.createStatement()) {
            statement.execute(LOCK);
            assertThatThrownBy(this::upgrade)
                    .hasMessageContaining("Cannot upgrade: a job writes in this database: process ")
                    .hasMessageContaining(" of " + database.ingest().user())
                    .hasMessageContaining("Stop it, then run this script again");
        }
        assertThat(database.rows("SELECT name, epoch FROM pipeline")).containsExactly("tidegate|7");
        upgrade();
        assertThat(database.rows("SELECT stream FROM pipeline")).containsExactly("events");
    }

    @Test
    void aMergeInSlicesThatIsNotFinishedIsLeftToTheVersionThatBeganIt() throws IOException, SQLException {
        setUpAnew(1);
        database.execute("CREATE TABLE tidegate_staging.slice_plan_3_1 (batch_id bigint NOT NULL)");
        assertThatThrownBy(this::upgrade)
                .hasMessageContaining("not finished it: tidegate_staging.slice_plan_3_1")
                .hasMessageContaining("Start version 1.0.0 once");
        assertThat(database.rows("SELECT name FROM pipeline")).containsExactly("tidegate");
        database.execute("DROP TABLE tidegate_staging.slice_plan_3_1");
    }

    @Test
    void namesOfStreamsAreThoseThatGoIntoPathsAndTables() throws SQLException {
        for (String name : List.of("", "Orders", "1a", "_a", "a-b", "a b", "a\n", "ä", "a".repeat(33))) {
            assertThatThrownBy(() -> declare(name, "public.other")).as(name).hasMessageContaining("pipeline_stream");
        }
        declare("a".repeat(32), "public.other");
        declare("a_1", "public.third");
        assertThatThrownBy(() -> declare("events2", "public.raw_events"))
                .hasMessageContaining("pipeline_target_table_key");
    }

    /** While it is said nothing is written yet: who reads the table holds the script up there. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void whatItWillCostIsSaidBeforeATableIsWrittenAnew(int version) throws Exception {
        setUpAnew(version);
        database.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                        total_price, event_type)
                SELECT md5(n::text)::uuid, n, 1 + n % 17, '2026-03-01 23:00Z'::timestamptz, 1, n, '2026-03-01', 1, 1, 'buy'
                FROM generate_series(1, 3000) AS n;
                ALTER TABLE raw_events OWNER TO tidegate_owner""");
        String said = database.rows("""
                        SELECT format('raw_events (%s) and its aggregates (%s) are written anew. That takes as much space again until it is'
                                      ' done, and as much WAL. Who reads or writes them waits meanwhile.',
                                      pg_size_pretty(pg_total_relation_size('raw_events')), pg_size_pretty(sum(pg_total_relation_size(name))))
                        FROM (VALUES (to_regclass('sales_by_minute')), (to_regclass('sales_by_hour')), (to_regclass('product_by_day')),
                                     (to_regclass('user_by_day')), (to_regclass('user_total_by_day')), (to_regclass('products')))
                                 AS aggregate (name)""").get(0);
        try (Connection reading = database.connect();
                Statement holding = reading.createStatement();
                Connection setup = database.connect();
                Statement running = setup.createStatement()) {
            reading.setAutoCommit(false);
            holding.execute("SELECT count(*) FROM raw_events");
            running.setEscapeProcessing(false);
            String script = SetupScript.withoutPsqlCommands("it", Files.readString(SetupScript.find()));
            Future<Boolean> done = ForkJoinPool.commonPool().submit(() -> running.execute(script));
            Instant patience = Instant.now().plusSeconds(60);
            try {
                while (running.getWarnings() == null
                        && !done.isDone()
                        && Instant.now().isBefore(patience)) {
                    Thread.sleep(10);
                }
                assertThat(done.isDone()).as("it waits for who reads").isFalse();
                assertThat((Throwable) running.getWarnings()).hasMessage(said);
                assertThat(database.rows("SELECT atttypid::regtype FROM pg_attribute"
                                + " WHERE attrelid = 'raw_events'::regclass AND attname = 'user_id'"))
                        .containsExactly("bigint");
            } finally {
                reading.rollback();
            }
            done.get(2, TimeUnit.MINUTES);
        }
        assertThat(database.rows("SELECT DISTINCT pg_typeof(user_id) FROM raw_events"))
                .containsExactly("text");
    }

    @Test
    void whereNothingIsWrittenAnewNothingIsSaidOfIt() throws IOException, SQLException {
        setUpAnew(5);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            String script = SetupScript.withoutPsqlCommands("it", Files.readString(SetupScript.find()));
            for (String once : List.of("version 5", "this version")) {
                statement.clearWarnings();
                statement.execute(script);
                assertThat((Throwable) statement.getWarnings()).as(once).isNull();
            }
        }
    }

    private void declare(String stream, String table) throws SQLException {
        database.execute("INSERT INTO pipeline (stream, schema_version, target_table) VALUES ('%s', 6, '%s')"
                .formatted(stream, table));
    }

    private void setUpAnew(int version) throws IOException, SQLException {
        database.execute("DROP SCHEMA public CASCADE; DROP SCHEMA tidegate_staging CASCADE; CREATE SCHEMA public;"
                + " GRANT USAGE ON SCHEMA public TO PUBLIC");
        apply(Files.writeString(folder.resolve("old.sql"), resource("setup-of-version-" + version + ".sql")));
    }

    /** A file, a reject, a micro-batch; the counters are beyond them. Of version 4 on each names its stream. */
    private void load(int version) throws SQLException {
        boolean named = version >= 4;
        database.execute("""
                INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at, loaded_at, state, path%1$s)
                VALUES (41, 31, 1, now(), now(), 'loaded', 'day.csv'%2$s);
                INSERT INTO rejected_events (file_id, line, byte_offset, byte_length, rejected_at, reason, message, raw%1$s)
                VALUES (41, 2, 1, 1, now(), 'test', 'test', 'x'%2$s);
                INSERT INTO ingest_batches (batch_id, epoch, spark_batch_id, records_read, started_at, committed_at, files, read_ms,
                                            stage_ms, merge_ms, query_id%1$s)
                VALUES (31, 7, 1, 0, now(), now(), 1, 1, 1, 1, 'q'%2$s);
                INSERT INTO pipeline_status (%3$s, epoch, heartbeat_at, files_waiting, files_held) VALUES ('%4$s', 7, now(), 0, 0);
                UPDATE pipeline SET epoch = 7, last_batch = 31, last_file_id = 42""".formatted(
                        named ? ", stream" : "",
                        named ? ", 'events'" : "",
                        named ? "stream" : "name",
                        named ? "events" : "tidegate"));
    }

    private void upgrade() throws IOException, SQLException {
        apply(SetupScript.find());
    }

    private void apply(Path script) throws IOException, SQLException {
        try (Connection connection = database.connect()) {
            SetupScript.apply(connection, script);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = UpgradeTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8).strip();
        }
    }
}
