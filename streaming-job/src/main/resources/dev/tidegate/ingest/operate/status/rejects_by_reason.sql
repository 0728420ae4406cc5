SELECT reason, count(*) AS rejects
FROM rejected_events
WHERE rejected_at >= clock_timestamp() - interval '1 hour'
GROUP BY reason
ORDER BY rejects DESC, reason
