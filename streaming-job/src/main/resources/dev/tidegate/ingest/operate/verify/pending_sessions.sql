-- Whether events are in the tables that the sessions do not have yet.
SELECT pending FROM sessions_as_of
