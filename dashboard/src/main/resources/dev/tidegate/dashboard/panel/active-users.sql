SELECT period, since, users, buyers FROM active_users
