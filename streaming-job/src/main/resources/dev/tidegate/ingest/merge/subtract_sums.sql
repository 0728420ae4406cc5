-- Takes the events that conflict out of the sums that the tasks made, so that these are of the others, which are inserted by
-- themselves. Where no sums were handed over nothing is done. Sums that are left as they are the trigger does not take, since
-- they are of more events than are inserted.
INSERT INTO summed_events (summed_for, minute, day, user_id, product_id, event_type, category, currency, product_name, events,
                           views, clicks, buys, carts, removes, checkouts, refunds, quantity, revenue, refunded, newest)
SELECT 'sales_by_minute', date_bin('1 minute', event_timestamp, 'epoch'), NULL, NULL, NULL, event_type, category, currency, NULL,
       -count(*), NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
       -sum(quantity), -sum(total_price), NULL::numeric, '-infinity'::timestamptz
FROM conflicting_events
WHERE current_setting('tidegate.summed', true) = 'on'
GROUP BY date_bin('1 minute', event_timestamp, 'epoch'), event_type, category, currency
UNION ALL
-- A product has the name of its newest event. That must be of an event which is in the table in the end: not of one that is
-- stale or a duplicate.
SELECT 'product_by_day', NULL, event_date, NULL, product_id, event_type, category, currency, product_name,
       -count(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL, -sum(quantity), -sum(total_price), NULL, '-infinity'::timestamptz
FROM conflicting_events
WHERE current_setting('tidegate.summed', true) = 'on'
  AND NOT EXISTS (
      SELECT
      FROM conflicting_events AS left_out
           JOIN (SELECT product_id, max(newest) AS newest FROM summed_events WHERE summed_for = 'product_by_day' GROUP BY product_id)
               AS product USING (product_id)
      WHERE left_out.event_timestamp >= product.newest
        AND (left_out._tg_verdict NOT IN ('unchanged', 'newer')
             OR left_out.event_id IN (SELECT event_id FROM conflicting_events GROUP BY event_id HAVING count(*) > 1)))
GROUP BY event_date, product_id, event_type, category, currency, product_name
UNION ALL
SELECT 'user_by_day', NULL, event_date, user_id, NULL, NULL, category, currency, NULL,
       -count(*),
       -count(*) FILTER (WHERE event_type = 'view'),
       -count(*) FILTER (WHERE event_type = 'click'),
       -count(*) FILTER (WHERE event_type = 'buy'),
       -count(*) FILTER (WHERE event_type = 'cart'),
       -count(*) FILTER (WHERE event_type = 'remove'),
       -count(*) FILTER (WHERE event_type = 'checkout'),
       -count(*) FILTER (WHERE event_type = 'refund'),
       -coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0),
       -coalesce(sum(total_price) FILTER (WHERE event_type = 'buy'), 0),
       -coalesce(sum(total_price) FILTER (WHERE event_type = 'refund'), 0),
       '-infinity'::timestamptz
FROM conflicting_events
WHERE current_setting('tidegate.summed', true) = 'on'
GROUP BY event_date, user_id, category, currency
