-- The setting is what the trigger looks at first: it must not read the table for each small micro-batch.
SET LOCAL tidegate.summed = on;
INSERT INTO summed_events (summed_for, minute, day, user_id, product_id, event_type, category, currency, product_name, events,
                           views, clicks, buys, carts, removes, checkouts, refunds, quantity, revenue, refunded, newest)
SELECT summed_for, minute, day, user_id, product_id, event_type, category, currency, product_name, events,
       views, clicks, buys, carts, removes, checkouts, refunds, quantity, revenue, refunded, newest
FROM {sums}
WHERE _tg_attempt = ANY (?) AND summed_for = ANY (?)
