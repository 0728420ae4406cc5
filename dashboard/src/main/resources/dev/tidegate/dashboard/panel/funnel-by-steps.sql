-- Of the newest days, weeks and months that there are, and not the last ones: a shop may rest, or a clock be wrong.
SELECT g.grain, f.period, f.step, f.event_type, f.is_optional, f.users, f.users_in_all, f.share_of_first, f.drop_off, f.drop_off_share,
       counted.as_of AS counted_as_of
FROM (VALUES ('day'), ('week'), ('month')) AS g (grain)
CROSS JOIN LATERAL (
    SELECT DISTINCT s.period FROM steps_by_period AS s WHERE s.grain = g.grain ORDER BY s.period DESC LIMIT 12) AS p
CROSS JOIN LATERAL funnel_of_steps(g.grain, p.period, p.period, string_to_array(CAST(:steps AS text), ',')) AS f
CROSS JOIN cohorts_as_of AS counted
ORDER BY g.grain, f.period DESC, f.step
