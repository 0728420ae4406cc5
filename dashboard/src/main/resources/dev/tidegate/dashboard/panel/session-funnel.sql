SELECT f.step, f.event_type, f.is_optional, f.sessions, f.sessions_in_all, f.share_of_first, f.drop_off, f.drop_off_share,
       counted.as_of AS counted_as_of
FROM session_funnel_between(:since, :until, string_to_array(CAST(:steps AS text), ',')) AS f
CROSS JOIN sessions_as_of AS counted
ORDER BY f.step
