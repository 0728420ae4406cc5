SELECT reason, count(*) AS rejects
FROM rejected_events
WHERE stream = ? AND rejected_at >= clock_timestamp() - interval '1 hour'
GROUP BY reason
ORDER BY rejects DESC, reason
