"""Her certificates of work, and the public page that verifies one."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.pay import certificate_service
from annotate.pay.certificate_paper import ITEM_WORDS, certificate_pdf, pairs_of
from annotate.pay.certificates import Item, Shown
from annotate.people.roles import Role
from annotate.web.access import public, roles
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("certificates", __name__)


def _told(shown: Shown) -> dict[str, Any]:
    return {"shown": shown, "pairs": pairs_of(shown.values, _), "day": _day(shown)}


def _day(shown: Shown) -> str:
    return str(format_date(clock.local_day(shown.made_at), "long"))


def _address(shown: Shown) -> str:
    return url_for("certificates.verify", code=shown.code, _external=True)


@pages.get("/certificates")
@roles(Role.ANNOTATOR)
def certificates() -> str:
    with reading() as session:
        own = certificate_service.own_certificates(session, current().account_id)
    return render_template(
        "annotator/certificates.html", certificates=[_told(one) for one in own], item_words=ITEM_WORDS
    )


@pages.post("/certificates")
@roles(Role.ANNOTATOR)
def make() -> Redirect:
    items = [item for item in Item if item.value in request.form.getlist("item")]
    try:
        with transaction() as session:
            currency = str(current_app.config["DOUYA"].currency)
            certificate_service.make_certificate(session, current().account_id, items, currency)
        flash(_("The certificate is made. Print it, or show its code."), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("certificates.certificates"))


@pages.post("/certificates/<int:certificate_id>/revoke")
@roles(Role.ANNOTATOR)
def revoke(certificate_id: int) -> Redirect:
    with transaction() as session:
        certificate_service.revoke(session, current().account_id, certificate_id)
    flash(_("The certificate is taken back. Its code shows nothing any more."), "success")
    return redirect(url_for("certificates.certificates"))


@pages.get("/certificates/<int:certificate_id>.pdf")
@roles(Role.ANNOTATOR)
def paper(certificate_id: int) -> Response:
    with reading() as session:
        shown = certificate_service.own_certificate(session, current().account_id, certificate_id)
    content = certificate_pdf(shown, _day(shown), _address(shown), _)
    head = {"Content-Disposition": f"attachment; filename=douya-certificate-{certificate_id}.pdf"}
    return Response(content, mimetype="application/pdf", headers=head)


@pages.get("/verify/<code>")
@public
def verify(code: str) -> tuple[str, int]:
    try:
        with reading() as session:
            shown = certificate_service.verified(session, code)
    except NotFound:
        return render_template("public/verify.html", shown=None), 404
    return render_template("public/verify.html", **_told(shown)), 200
