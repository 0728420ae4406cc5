package dev.tidegate.ingest.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ddl prints SQL, or says all that is wrong in a declaration. */
class DdlCommandTest {

    @Test
    void withoutADatabaseItPrintsTheWholeTable() {
        Operated.Ran ran = Operated.plain("ddl", "../streams/orders.yaml");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains("CREATE TABLE \"shop\".\"order_lines\" (", "PRIMARY KEY (\"order_id\", \"line_no\")")
                .contains("CREATE VIEW \"shop\".\"order_lines_current\" AS")
                .contains("INSERT INTO public.pipeline")
                .endsWith("COMMIT;\n");
    }

    @Test
    void eachFaultOfADeclarationHasItsLine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("s.yaml"), "stream: s\ntabel: t\nkey: none\ncolumns: {a: {type: int}}\n");
        Operated.Ran ran = Operated.plain("ddl", file.toString());
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).hasSize(3).allSatisfy(line -> assertThat(line)
                .startsWith(file + ":"));
    }
}
