package dev.tidegate.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.yaml.YamlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a stream: declaration and mapping in one. */
class StreamFileTest {

    private static final String ORDERS = """
            stream: orders
            table: shop.order_lines
            key: order_id
            columns:
              order_id: {type: text, required: true}
              paid: {type: boolean}
            other_columns: ignore
            """;

    @TempDir
    private Path folder;

    @Test
    void declarationAloneSaysNothingOfHowFilesAreWritten() throws IOException {
        StreamFile file = StreamFile.read(write(ORDERS));
        assertThat(file.stream().table()).hasToString("shop.order_lines");
        assertThat(file.own()).isEmpty();
    }

    @Test
    void keysOfAMappingAreForAllFilesUnlessItNamesSome() throws IOException {
        StreamFile file = StreamFile.read(write(ORDERS + "delimiter: ';'\nnull: [NULL]\nwords: {paid: {ja: true}}\n"));
        Mappings mappings = Mappings.none(file.stream()).and(file.own());
        assertThat(mappings.formats().dialect("any.csv").delimiter()).isEqualTo(";");
        Mapping own = file.own().orElseThrow();
        assertThat(own.values().nulls()).containsExactly("NULL");
        assertThat(own.values().words().get("paid")).containsEntry("ja", "true");

        Mappings some = Mappings.none(file.stream())
                .and(StreamFile.read(write(ORDERS + "files: shop-*.csv\ndelimiter: ';'\n"))
                        .own());
        assertThat(some.formats().dialect("shop-1.csv").delimiter()).isEqualTo(";");
        assertThat(some.formats().dialect("any.csv").delimiter()).isEqualTo(",");
    }

    @Test
    void misspeltKeyIsToldWithTheNearestOne() throws IOException {
        Path file = write(ORDERS + "delimeter: ';'\n");
        assertThatThrownBy(() -> StreamFile.read(file))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining(":8: unknown key 'delimeter'")
                .hasMessageContaining("did you mean 'delimiter'?");
    }

    @Test
    void mappingOfAnotherStreamIsNotThatOfTheEvents() throws IOException {
        Path file = write("stream: orders\nfiles: a\nheaders: {order_id: id}\n");
        assertThat(MappingFile.stream(file)).isEqualTo("orders");
        assertThat(MappingFile.read(file, Events.STREAM)).isEmpty();
        Mapping mapping =
                MappingFile.read(file, StreamFile.read(write(ORDERS)).stream()).orElseThrow();
        assertThat(mapping.format().columns().names()).containsExactly("id", "paid");
    }

    private Path write(String text) throws IOException {
        Path file = Files.createTempFile(folder, "a", ".yaml");
        return Files.writeString(file, text);
    }
}
