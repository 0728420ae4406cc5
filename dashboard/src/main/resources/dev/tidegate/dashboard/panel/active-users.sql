SELECT a.period, a.since, a.users, a.buyers,
       CASE WHEN a.period IN ('today', '7 days') AND users_are_many() THEN counted.as_of END AS counted_as_of
FROM active_users AS a CROSS JOIN cohorts_as_of AS counted
