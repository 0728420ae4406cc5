package dev.tidegate.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.csv.Dialect;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file's name says in which format it is. */
class FileFormatsTest {

    private static final Columns COLUMNS = new Columns(List.of("id", "name"), Set.of("id"));
    private static final Dialect GERMAN = new Dialect((byte) ';', (byte) '\'', Charset.forName("windows-1252"));

    private static FileFormat format(String glob) {
        Columns columns =
                new Columns(Arrays.asList("kunde", null), Set.of("kunde"), Set.of("zeit"), Columns.Others.REFUSED);
        return new FileFormat(List.of(new NamePattern(glob)), GERMAN, columns);
    }

    @ParameterizedTest
    @CsvSource({
        "*.csv, a.csv, true",
        "*.csv, .csv, true",
        "*.csv, a.CSV, false",
        "*.csv, a.csv.gz, false",
        "a?.csv, a1.csv, true",
        "a?.csv, a.csv, false",
        "a?.csv, a12.csv, false",
        "a?.csv, a😀.csv, true",
        "a.csv, aXcsv, false",
        "'a[1].csv', 'a[1].csv', true",
        "'a[1].csv', a1.csv, false",
        "'*\\E*', 'a\\Eb', true",
        "*, 'two\nlines', true"
    })
    void starIsAnyTextAndQuestionMarkIsOneCharacter(String glob, String name, boolean matches) {
        assertThat(new NamePattern(glob).matches(name)).isEqualTo(matches);
    }

    @Test
    void firstFormatThatListsAFileIsItsOwnAndOthersAreNative() {
        FileFormats formats = new FileFormats(List.of(format("shop-1*"), format("shop-*.txt")), COLUMNS);
        assertThat(formats.number("shop-12.txt")).isEqualTo(1);
        assertThat(formats.number("shop-2.txt")).isEqualTo(2);
        assertThat(formats.number("events.csv")).isEqualTo(FileFormats.NATIVE);
        assertThat(formats.dialect("shop-2.txt")).isEqualTo(GERMAN);
        assertThat(formats.dialect("events.csv")).isEqualTo(Dialect.RFC4180);
        assertThat(formats.columns("events.csv")).isEqualTo(COLUMNS);
    }

    @Test
    void fileThatTheJobPutIntoTheFolderHasTheFormatOfTheNameItWasDeliveredUnder() {
        FileFormats formats = new FileFormats(List.of(format("shop-1*"), format("day.txt")), COLUMNS);
        assertThat(formats.number("recovered-7-shop-12.txt")).isEqualTo(1);
        assertThat(formats.number("recovered-7-put-back-3-day.txt")).isEqualTo(2);
        assertThat(formats.take("put-back-3-day.txt")).isTrue();
        assertThat(formats.number("recovered-day.txt")).isEqualTo(FileFormats.NATIVE);
    }

    @Test
    void filesThatAFormatListsAreTakenBesidesThoseOfTheUsualEndings() {
        FileFormats formats = new FileFormats(List.of(format("*.txt")), COLUMNS);
        assertThat(List.of("a.csv", "a.csv.gz", "a.txt")).allMatch(formats::take);
        assertThat(List.of("a.log", ".a.txt", "_a.txt", "a.txt.tmp")).noneMatch(formats::take);
    }

    @Test
    void optionOfTheSourceIsReadBackAsItWas() {
        FileFormats formats = new FileFormats(List.of(format("a"), format("*")), COLUMNS);
        assertThat(FileFormats.fromOption(formats.toOption())).isEqualTo(formats.mapped());
        assertThat(FileFormats.fromOption(null)).isEmpty();
    }
}
