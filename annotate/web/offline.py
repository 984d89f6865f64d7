"""The service worker with its list of what to keep, the page shown without a network, and whose page each page is."""

from flask import Blueprint, Flask, Response, current_app, render_template

from annotate.web.access import public
from annotate.web.assets import Assets, asset_url, editor_script
from annotate.web.i18n import choose_locale
from annotate.web.identity import PERSON_HEADER, current_or_none

offline = Blueprint("offline", __name__)

# The labelling page's own files; what the page without a network needs is read from that page.
_KEPT = ("css/window.css", "img/favicon.svg")


@offline.get("/service-worker.js")
@public
def worker() -> Response:
    """A changed file changes the list and so the worker: browsers then fetch what is new, and only that.

    Another language is another list.
    """
    assets: Assets = current_app.extensions["assets"]
    script = assets.linked("js/service-worker.js")
    kept = ", ".join(f'"{asset_url(path)}"' for path in (*_KEPT, editor_script(choose_locale())))
    response = Response(
        f"self.douyaAssets = [{kept}];\n{script}", content_type="text/javascript; charset=utf-8"
    )
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Cookie, Accept-Language"
    return response


@offline.get("/offline")
@public
def page() -> str:
    return render_template("public/offline.html")


def _say_whose(response: Response) -> Response:
    identity = current_or_none() if response.mimetype == "text/html" else None
    if identity:
        response.headers[PERSON_HEADER] = str(identity.account_id)
    return response


def install(app: Flask) -> None:
    app.register_blueprint(offline)
    app.after_request(_say_whose)
