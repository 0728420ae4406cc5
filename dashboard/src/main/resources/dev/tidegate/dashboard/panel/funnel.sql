SELECT f.step, f.event_type, f.users, f.users_in_all, f.share_of_first, f.drop_off, f.drop_off_share,
       users_as_of(:since, :until, CAST(:category AS text)) AS counted_as_of
FROM funnel_between(:since, :until, CAST(:category AS text)) AS f
ORDER BY f.step
