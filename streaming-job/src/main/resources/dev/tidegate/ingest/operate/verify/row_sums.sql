-- What the totals and the aggregates say of how many rows there are, at one moment.
SELECT (SELECT inserted - events_removed FROM pipeline WHERE stream = ?) AS inserted,
       (SELECT coalesce(sum(events), 0) FROM sales_by_hour)::bigint AS events
