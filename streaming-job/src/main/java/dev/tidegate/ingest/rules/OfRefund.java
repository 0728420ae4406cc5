package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.value.NumberForm;

/** Makes refunds of buys that are some. The event type is judged before all other columns, and tells them what a record is. */
final class OfRefund {

    private final Refunds refunds;
    private final NumberForm numbers;
    private final int eventType;

    /** @param numbers how amounts are written */
    OfRefund(Stream stream, Refunds refunds, NumberForm numbers) {
        this.refunds = refunds;
        this.numbers = numbers;
        this.eventType = stream.place(Events.EVENT_TYPE);
    }

    /** The step of the event type. */
    Step type(FieldStep step) {
        return (values, extra, file, row) -> {
            step.take(values, extra, file, row);
            if (Events.BUY.equals(row.text(eventType)) && refunds.has(values, extra)) {
                row.text(eventType, Events.REFUND);
            }
        };
    }

    /** The step of an amount, which may have a sign in a refund. */
    Step amount(FieldStep step) {
        return (values, extra, file, row) -> {
            if (Events.REFUND.equals(row.text(eventType))) {
                step.read(withoutSign(step.delivered(values, extra)), row);
            } else {
                step.take(values, extra, file, row);
            }
        };
    }

    private String withoutSign(String text) {
        if (text == null) {
            return null;
        }
        String digits = numbers.plain(text);
        return digits.startsWith("-") ? digits.substring(1) : text;
    }
}
