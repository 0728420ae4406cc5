-- With the views that show them: those of a session that a crash of the server has ended are still in its catalog.
DROP TABLE IF EXISTS {tables} CASCADE
