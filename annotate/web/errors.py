"""The one error frame: a page or RFC 9457 problem JSON, in her words, with an id, never with a trace."""

import errno
import traceback
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from annotate.core.errors import N_, AnnotateError, NotFound, SignInNeeded, TooManyRequests
from annotate.web.i18n import say_error, say_fault
from annotate.web.logs import log, request_id

Answer = BaseResponse | tuple[str, int]


class PageExpired(AnnotateError):
    code = "page_expired"
    status = 403
    message = N_(
        "This page was open for too long. Load it again and repeat your last step; nothing was lost."
    )


class Broken(AnnotateError):
    code = "broken"
    status = 500
    message = N_(
        "Something went wrong on our side. What you had saved is safe. Try again, or tell us the number below."
    )


class Unavailable(AnnotateError):
    code = "unavailable"
    status = 503
    message = N_(
        "The service cannot store anything right now. Keep this page open and try again in a minute; nothing was lost."
    )


class WrongMethod(AnnotateError):
    code = "method_not_allowed"
    status = 405
    message = N_("This address does not take this kind of request.")


class BadRequest(AnnotateError):
    code = "bad_request"
    status = 400
    message = N_("The request could not be read. Load the page again and repeat your last step.")


class BodyTooLarge(AnnotateError):
    code = "too_large"
    status = 413
    message = N_("What was sent is too large. Send it in smaller parts.")


_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS)
_HTTP: dict[int, type[AnnotateError]] = {404: NotFound, 405: WrongMethod, 413: BodyTooLarge}


def wants_json() -> bool:
    """Programs get problem JSON, people get a page."""
    if request.path.startswith("/api/"):
        return True
    accept = request.accept_mimetypes
    return (
        accept.best_match(["text/html", "application/json"]) == "application/json" and not accept.accept_html
    )


def problem(error: AnnotateError) -> dict[str, Any]:
    """RFC 9457 members plus our own code, id and list of faults."""
    return {
        "type": f"urn:douya:error:{error.code}",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "code": error.code,
        "detail": say_error(error),
        "faults": [{"path": f.path, "code": f.code, "detail": say_fault(f)} for f in error.faults],
        "id": request_id(),
    }


def answer(error: AnnotateError) -> Response:
    """The refusal as the caller can read it."""
    if wants_json():
        response = jsonify(problem(error))
        response.mimetype = "application/problem+json"
    else:
        faults = [(fault.path, say_fault(fault)) for fault in error.faults]
        page = render_template(
            "public/error.html",
            status=error.status,
            code=error.code,
            text=say_error(error),
            faults=faults,
            id=request_id(),
        )
        response = make_response(page)
    response.status_code = error.status
    return response


def _refusal(error: AnnotateError) -> BaseResponse:
    if isinstance(error, SignInNeeded) and not wants_json() and request.method == "GET":
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    return answer(error)


def _http(error: HTTPException) -> BaseResponse:
    if error.code is not None and 300 <= error.code < 400:
        return error.get_response()
    kind = _HTTP.get(error.code or 500) or (Broken if (error.code or 500) >= 500 else BadRequest)
    refusal = TooManyRequests(seconds=60) if error.code == HTTPStatus.TOO_MANY_REQUESTS else kind()
    refusal.status = error.code or refusal.status
    response = answer(refusal)
    if error.code == 405 and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _csrf(_error: CSRFError) -> BaseResponse:
    return answer(PageExpired())


def _no_database(error: Exception) -> BaseResponse:
    log.error("database", where=request.url_rule.rule if request.url_rule else "", error=type(error).__name__)
    return answer(Unavailable())


def _file_trouble(error: OSError) -> BaseResponse:
    # A full or broken disk is no bug: say so, and never a false success.
    return _no_database(error) if error.errno in _DISK else _bug(error)


def _bug(error: Exception) -> BaseResponse:
    # Where it broke, not what it held: values of variables may be people's.
    frames = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-8:]
    ]
    log.error("bug", error=type(error).__name__, where=frames)
    return answer(Broken())


def install(app: Flask) -> None:
    app.register_error_handler(AnnotateError, _refusal)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(sa.exc.OperationalError, _no_database)
    app.register_error_handler(OSError, _file_trouble)
    if not app.testing:
        app.register_error_handler(Exception, _bug)
