"""The database's history: one file a step, run by `flask --app wsgi db upgrade` and at every start."""
