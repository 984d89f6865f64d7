"""Headers that go with every answer, and the Content-Security-Policy without any 'unsafe-'."""

import base64
import hashlib

from flask import Flask, Response, current_app, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        # The one address that a script may be loaded from by script: our own service worker (site/worker.js).
        "trusted-types douya-service-worker",
    )
)


def allow_script(response: Response, script: str) -> None:
    """Let the page run this very script inside itself, and no other."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    response.headers["Content-Security-Policy"] = POLICY.replace(
        "script-src 'self'", f"script-src 'self' 'sha256-{digest}'"
    )


def _protect(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers.setdefault("Cache-Control", "no-store, private")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static":
        # A shared cache must never hand one person's page to another.
        headers.add("Vary", "Cookie, Authorization")
    return response


def install(app: Flask) -> None:
    app.after_request(_protect)
