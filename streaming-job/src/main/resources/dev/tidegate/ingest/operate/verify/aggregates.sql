-- Some days (UTC) of the aggregates beside a recount of their events, in one statement, so at one moment.
SELECT format('%s %s', aggregate, key) AS subject,
       format('it has %s, a recount gives %s', coalesce(kept::text, 'nothing'), coalesce(recounted::text, 'nothing')) AS detail
FROM aggregate_differences(?::date, ?::date)
