SELECT step, event_type, users, users_in_all, share_of_first, drop_off, drop_off_share
FROM funnel_between(:since, :until, CAST(:category AS text))
ORDER BY step
