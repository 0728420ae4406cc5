-- Hour by hour from the newest until there are enough rows: an hour of raw_events is milliseconds, a month is not. The
-- aggregates tell which hours and days are worth a look.
SELECT e.event_timestamp, e.event_type, e.user_id, e.product_id, e.product_name, e.category, e.quantity, e.price, e.total_price, e.currency,
       e.event_id, e.source_path, e.source_line
FROM (SELECT DISTINCT s.hour
      FROM events_by_hour AS s
      WHERE s.hour > :since - interval '1 hour' AND s.hour < :until
        AND (CAST(:category AS text) IS NULL OR coalesce(s.category, '') = CAST(:category AS text))
        AND (CAST(:type AS text) IS NULL OR s.event_type = CAST(:type AS text))
        AND (CAST(:product AS text) IS NULL OR EXISTS (
            SELECT FROM product_sales_by_day AS p
            WHERE p.day = (s.hour AT TIME ZONE 'UTC')::date AND p.product_id = CAST(:product AS text)))
        AND (CAST(:user AS text) IS NULL OR EXISTS (
            SELECT FROM user_engagement_total_by_day AS u
            WHERE u.day = (s.hour AT TIME ZONE 'UTC')::date AND u.user_id = CAST(:user AS text)))
      ORDER BY s.hour DESC) AS h
CROSS JOIN LATERAL (
    SELECT *
    FROM event_details AS d
    WHERE d.event_timestamp >= greatest(h.hour, :since) AND d.event_timestamp < least(h.hour + interval '1 hour', :until)
      AND (CAST(:category AS text) IS NULL OR coalesce(d.category, '') = CAST(:category AS text))
      AND (CAST(:type AS text) IS NULL OR d.event_type = CAST(:type AS text))
      AND (CAST(:product AS text) IS NULL OR d.product_id = CAST(:product AS text))
      AND (CAST(:user AS text) IS NULL OR d.user_id = CAST(:user AS text))
    ORDER BY d.event_timestamp DESC, d.event_id
    LIMIT :limit) AS e
ORDER BY h.hour DESC, e.event_timestamp DESC, e.event_id
LIMIT :limit
