package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.operate.guess.sample.TimeGuess;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The keys that say how times are written: time_format, and time_zone. */
final class TimeKeys {

    private TimeKeys() {}

    /** @param zone of times that do not say theirs; null where nobody said it */
    static List<Decision> of(SampledTable table, EventColumns columns, ZoneId zone) {
        TimeGuess time = columns.time();
        List<Decision> decisions = new ArrayList<>();
        List<String> reasons = new ArrayList<>(time.reasons());
        if (time.strange() != null) {
            reasons.add("%,d of %,d are no times in any form that is known, first in %s"
                    .formatted(
                            time.all() - time.understood(),
                            time.all(),
                            time.strange().shown()));
        }
        if (time.all() == 0) {
            return decisions;
        }
        boolean isIso = time.formats().equals(List.of("iso"));
        String key = time.formats().size() > 1 ? "time_formats" : "time_format";
        decisions.add(new Decision(
                isIso ? null : key, isIso ? null : Yaml.oneOrList(time.formats()), reasons, time.ambiguous()));
        Cell first = table.joined(columns.timeParts()).stream()
                .filter(cell -> !cell.isEmpty())
                .findFirst()
                .orElseThrow();
        boolean saysZone = first.text().matches(".*(Z|z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})$")
                || time.formats().get(0).startsWith("epoch");
        if (zone != null) {
            decisions.add(Decision.of(
                    "time_zone",
                    zone.getId(),
                    saysZone ? "of times that do not say theirs" : "the times do not say their zone; you did"));
        } else if (!saysZone) {
            decisions.add(Decision.ambiguous(
                    null,
                    null,
                    "the times do not say their zone: they are read in that of the job (--time-zone), unless time_zone says"
                            + " another. guess --time-zone ZONE writes it"));
        }
        return decisions;
    }
}
