-- Every bucket of the range has a row. Sessions are counted by whole hours.
SELECT b.bucket_start, coalesce(s.sessions, 0) AS sessions, coalesce(s.bounces, 0) AS bounces, coalesce(s.buying, 0) AS buying,
       coalesce(s.views, 0) AS views, coalesce(s.events, 0) AS events, s.bounce_share, s.buying_share, s.mean_seconds, s.mean_views,
       counted.as_of AS counted_as_of
FROM sessions_as_of AS counted
CROSS JOIN (SELECT greatest(CAST(:bucket AS interval), interval '1 hour') AS length) AS bucket
CROSS JOIN generate_series(date_bin(bucket.length, :since, '2000-01-03 00:00Z'), :until - interval '1 microsecond',
                           bucket.length) AS b (bucket_start)
LEFT JOIN LATERAL sessions_between(:since, :until, bucket.length) AS s ON s.bucket_start = b.bucket_start
ORDER BY b.bucket_start
