-- The built-in stream first: its numbers stand where they stood before there were others.
SELECT stream FROM pipeline ORDER BY stream <> 'events', stream
