"""What gunicorn and `flask --app wsgi` load."""

from annotate.web.app import create_app

app = create_app()
