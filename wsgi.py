"""The WSGI entry: `gunicorn wsgi:app`, `flask --app wsgi ...`."""

from annotate.web.app import create_app

app = create_app()
