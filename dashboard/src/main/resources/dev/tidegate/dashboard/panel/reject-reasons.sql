SELECT reason, column_name, rejects, open, files, newest FROM rejects_by_reason
