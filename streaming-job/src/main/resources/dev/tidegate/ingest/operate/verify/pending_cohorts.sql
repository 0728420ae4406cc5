-- Whether events are in the tables that the cohorts do not have yet.
SELECT pending FROM cohorts_as_of
