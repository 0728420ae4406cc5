-- Hour by hour from the newest until there are enough rows: an hour of raw_events is milliseconds, a month is not. The
-- aggregates tell which hours and days are worth a look. What one user did is known by day, and looked up.
SELECT e.event_timestamp, e.event_type, e.user_id, e.product_id, e.product_name, e.category, e.quantity, e.price, e.total_price, e.currency,
       e.event_id, e.source_path, e.source_line
FROM (
    (SELECT a.*
     FROM (SELECT DISTINCT s.hour
           FROM events_by_hour AS s
           WHERE CAST(:user AS text) IS NULL AND s.hour > :since - interval '1 hour' AND s.hour < :until
             AND (CAST(:category AS text) IS NULL OR coalesce(s.category, '') = CAST(:category AS text))
             AND (CAST(:type AS text) IS NULL OR s.event_type = CAST(:type AS text))
             AND (CAST(:product AS text) IS NULL OR EXISTS (
                 SELECT FROM product_sales_by_day AS p
                 WHERE p.day = (s.hour AT TIME ZONE 'UTC')::date AND p.product_id = CAST(:product AS text)))
           ORDER BY s.hour DESC) AS h
     CROSS JOIN LATERAL (
         SELECT *
         FROM event_details AS d
         WHERE d.event_timestamp >= greatest(h.hour, :since) AND d.event_timestamp < least(h.hour + interval '1 hour', :until)
           AND (CAST(:category AS text) IS NULL OR coalesce(d.category, '') = CAST(:category AS text))
           AND (CAST(:type AS text) IS NULL OR d.event_type = CAST(:type AS text))
           AND (CAST(:product AS text) IS NULL OR d.product_id = CAST(:product AS text))
         ORDER BY d.event_timestamp DESC, d.event_id
         LIMIT :limit) AS a
     ORDER BY h.hour DESC, a.event_timestamp DESC, a.event_id
     LIMIT :limit)
    UNION ALL
    SELECT d.*
    FROM newest_events_of_user(:since, :until, CAST(:user AS text), CAST(:type AS text), CAST(:category AS text), CAST(:product AS text),
                               :limit) AS n
    JOIN event_details AS d ON d.event_id = n.event_id
    WHERE CAST(:user AS text) IS NOT NULL) AS e
ORDER BY e.event_timestamp DESC, e.event_id
LIMIT :limit
