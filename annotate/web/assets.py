"""Static files: an address carries the hash of the content, so browsers may keep it for ever."""

import hashlib
from pathlib import Path

from flask import Flask, Response, current_app, send_from_directory

from annotate.web.access import public


def asset_url(path: str) -> str:
    """Address of a file below static/, such as 'css/tokens.css'."""
    known: dict[str, str] = current_app.extensions["assets"]["hashes"]
    folder: Path = current_app.extensions["assets"]["folder"]
    if path not in known or current_app.testing:
        known[path] = hashlib.sha256((folder / path).read_bytes()).hexdigest()[:12]
    return f"/static/{known[path]}/{path}"


@public
def _send(digest: str, path: str) -> Response:
    response = send_from_directory(current_app.extensions["assets"]["folder"], path)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def install(app: Flask, folder: Path) -> None:
    app.extensions["assets"] = {"folder": folder, "hashes": {}}
    app.add_url_rule("/static/<digest>/<path:path>", "static", _send)
