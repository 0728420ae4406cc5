SELECT d.day::date AS day, coalesce(u.users, 0) AS users, coalesce(u.new_users, 0) AS new_users,
       coalesce(u.returning_users, 0) AS returning_users, CASE WHEN users_are_many() THEN counted.as_of END AS counted_as_of
FROM generate_series(:first_day, :last_day, interval '1 day') AS d (day)
LEFT JOIN new_and_returning_users_between(:first_day, :last_day) AS u ON u.day = d.day::date
CROSS JOIN cohorts_as_of AS counted
ORDER BY d.day
