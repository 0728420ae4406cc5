-- The sessions of a day beside a recount, in one statement, so at one moment.
SELECT format('%s %s', counted, key) AS subject,
       format('it has %s, a recount gives %s', coalesce(kept::text, 'nothing'), coalesce(recounted::text, 'nothing')) AS detail
FROM session_differences(?::date)
