-- As a merge does: until the end of the transaction none of the stream is under way.
SELECT stream FROM pipeline WHERE stream = ? FOR NO KEY UPDATE
