package dev.tidegate.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exports in the form of three public data sets go in by the mappings that ship, and their sums are those that awk makes of
 * the files: the commands are those of docs/shops.md.
 */
class KnownShopsIT {

    private static final Path SHOPS = Path.of("src/test/resources/shops");

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @TempDir
    private Path folder;

    @Test
    void onlineRetail() throws Exception {
        Path export = SHOPS.resolve("online-retail.csv");
        pipeline.deliver("online-retail.csv", Files.readAllBytes(export));
        pipeline.runOnce("--mapping", "../mappings/online-retail.yaml");
        String sums = """
                NR == 1 {next} {gsub(/"[^"]*"/, "")} $1 !~ /^C/ && ($4 <= 0 || $6 < 0) {rejected++; next}
                $7 == "" {guest++} $7 != "" && !($7 in seen) {seen[$7]; users++}
                $1 ~ /^C/ {refunds++; refunded += $4 < 0 ? -$4 * $6 : $4 * $6; next} {buys++; revenue += $4 * $6}
                END {printf "%d buys %.2f, %d refunds %.2f, %d users, %d of guests, %d rejected",
                    buys, revenue, refunds, refunded, users, guest, rejected}""";
        String byHand = awk(sums, export);
        assertThatThePageHas(sums, byHand);
        assertThat(byHand).isEqualTo("473 buys 28197.27, 37 refunds 2005.86, 54 users, 155 of guests, 1 rejected");
        assertThat(pipeline.rows("""
                SELECT format('%s buys %s, %s refunds %s, %s users, %s of guests, %s rejected', sum(buys),
                    round(sum(revenue), 2), sum(refunds), round(sum(refunded), 2), count(DISTINCT user_id),
                    sum(buys + refunds) FILTER (WHERE user_id IS NULL), (SELECT count(*) FROM rejected_events))
                FROM user_total_by_day WHERE currency = 'GBP'""")).containsExactly(byHand);
    }

    @Test
    void olist() throws Exception {
        // Of the rows as they come, by columns that hold no comma: an order's state, time and user, a product's
        // category.
        String join = """
                {sub(/\\r$/, "")} FNR == 1 {file++} file == 1 {category[$1] = $2} file == 2 {user[$1] = $2}
                file == 3 {order[$1] = user[$2] "," $3 "," $4} file == 4 {print $0 "," order[$1] "," category[$3]}""";
        String joined = awk(
                join,
                SHOPS.resolve("olist_products_dataset.csv"),
                SHOPS.resolve("olist_customers_dataset.csv"),
                SHOPS.resolve("olist_orders_dataset.csv"),
                SHOPS.resolve("olist_order_items_dataset.csv"));
        Path export = Files.writeString(folder.resolve("olist.csv"), joined + "\n");
        pipeline.deliver("olist.csv", Files.readAllBytes(export));
        pipeline.runOnce("--mapping", "../mappings/olist.yaml");
        String sums = """
                NR == 1 {next} $9 == "canceled" || $9 == "unavailable" {filtered++; next}
                {buys++; revenue += $6} !($8 in seen) {seen[$8]; users++}
                END {printf "%d buys %.2f, %d users, %d filtered", buys, revenue, users, filtered}""";
        String byHand = awk(sums, export);
        assertThatThePageHas(join, byHand);
        assertThatThePageHas(sums, byHand);
        assertThat(byHand).isEqualTo("365 buys 66062.23, 137 users, 16 filtered");
        assertThat(pipeline.rows("""
                SELECT format('%s buys %s, %s users, %s filtered', sum(buys), round(sum(revenue), 2),
                    count(DISTINCT user_id), (SELECT sum(filtered) FROM ingested_files))
                FROM user_total_by_day WHERE currency = 'BRL'""")).containsExactly(byHand);
        assertThat(
                        pipeline.rows(
                                "SELECT category FROM sales_by_hour WHERE category <> '' GROUP BY 1 ORDER BY sum(revenue) DESC, 1 LIMIT 1"))
                .as("the category with the most revenue")
                .isEqualTo(List.of(awk("""
                        NR > 1 && $9 != "canceled" && $9 != "unavailable" && $11 != "" {revenue[$11] += $6}
                        END {for (c in revenue) if (revenue[c] > most) {most = revenue[c]; first = c} print first}""", export)));
    }

    @Test
    void rees46() throws Exception {
        Path export = Files.write(folder.resolve("2019-Oct.csv"), MappingIT.rees46());
        pipeline.deliver("2019-Oct.csv", Files.readAllBytes(export));
        pipeline.runOnce("--mapping", MappingIT.REES46);
        String sums = """
                FNR == 1 {next} {all[$2]++} !($8 in seen) {seen[$8]; users++} $2 == "purchase" {revenue += $7}
                END {printf "%d views, %d carts, %d removes, %d buys %.2f, %d users",
                    all["view"], all["cart"], all["remove_from_cart"], all["purchase"], revenue, users}""";
        String loaded = """
                SELECT format('%s views, %s carts, %s removes, %s buys %s, %s users', sum(views), sum(carts), sum(removes),
                    sum(buys), round(sum(revenue), 2), count(DISTINCT user_id))
                FROM user_total_by_day""";
        String byHand = awk(sums, export);
        assertThatThePageHas(sums, byHand);
        assertThat(byHand).isEqualTo("4915 views, 50 carts, 0 removes, 54 buys 14786.59, 1755 users");
        assertThat(pipeline.rows(loaded)).containsExactly(byHand);
        // Nobody takes something out of a cart in the slice. Here somebody does.
        Path other = Path.of("src/test/resources/shipped/rees46/2019-Oct.csv");
        pipeline.deliver("2019-Nov.csv", Files.readAllBytes(other));
        pipeline.runOnce("--mapping", MappingIT.REES46);
        String ofBoth = awk(sums, export, other);
        assertThat(ofBoth).isEqualTo("4916 views, 51 carts, 1 removes, 55 buys 14822.38, 1757 users");
        assertThat(pipeline.rows(loaded)).containsExactly(ofBoth);
    }

    /** Line ends and indentation do not count, and neither does the line end that a shell needs behind what is printed. */
    private static void assertThatThePageHas(String program, String result) throws IOException {
        String page = Files.readString(Path.of("../docs/shops.md")).replace("\\n\"", "\"");
        assertThat(page.replaceAll("\\s+", " "))
                .contains(program.strip().replaceAll("\\s+", " "))
                .contains(" " + result + " ```");
    }

    private static String awk(String program, Path... files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("awk", "-F,", program));
        List.of(files).forEach(file -> command.add(file.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor()).isZero();
        return out;
    }
}
