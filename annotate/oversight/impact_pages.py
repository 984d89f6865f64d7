"""The register of impact assessments: list, one version, a new one, approval, download."""

import csv
import datetime as dt
import io

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from annotate.core.cells import defused
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.oversight import impact_service
from annotate.oversight.impact_service import NewAssessment
from annotate.oversight.words import ACTIVITY_WORDS, RISK_WORDS
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("impact", __name__)


@pages.get("/impact")
@roles(Role.ADMIN)
def register() -> str:
    with reading() as session:
        standing = impact_service.standing(session)
    return render_template(
        "admin/impact.html", standing=standing, activities=ACTIVITY_WORDS, risks=RISK_WORDS
    )


@pages.get("/impact/<int:assessment_id>")
@roles(Role.ADMIN)
def one(assessment_id: int) -> str:
    return _one_page(assessment_id, None)


def _one_page(assessment_id: int, error: AnnotateError | None) -> str:
    with reading() as session:
        return render_template(
            "admin/impact_one.html",
            one=impact_service.of_number(session, assessment_id),
            activities=ACTIVITY_WORDS,
            risks=RISK_WORDS,
            me=current().account_id,
            error=say_error(error) if error else None,
        )


@pages.get("/impact/new")
@roles(Role.ADMIN)
def new() -> str:
    replaces = request.args.get("replaces", type=int)
    said = {"activity": request.args.get("activity", "")}
    if replaces is not None:
        with reading() as session:
            old = impact_service.of_number(session, replaces)
            said = {name: str(getattr(old, name)) for name in impact_service.TYPED}
    return _form(said, replaces, None)


def _form(said: dict[str, str], replaces: int | None, error: AnnotateError | None) -> str:
    return render_template(
        "admin/impact_form.html",
        said=said,
        replaces=replaces,
        activities=[(code, _(text)) for code, text in ACTIVITY_WORDS.items()],
        risks=[(code, _(text)) for code, text in RISK_WORDS.items()],
        error=say_error(error) if error else None,
    )


def _typed() -> NewAssessment:
    said = request.form
    try:
        review_on = dt.date.fromisoformat(said.get("review_on", ""))
    except ValueError:
        review_on = None
    texts = {name: said.get(name, "") for name in impact_service.TYPED}
    return NewAssessment(**texts, review_on=review_on, replaces_id=said.get("replaces", type=int))


@pages.post("/impact")
@roles(Role.ADMIN)
def write() -> Redirect | tuple[str, int]:
    try:
        with transaction() as session:
            made = impact_service.write(session, current().account_id, _typed()).id
    except AnnotateError as error:
        return _form(request.form.to_dict(), request.form.get("replaces", type=int), error), error.status
    flash(_("It is written down. Another operator has to read and approve it."), "success")
    return redirect(url_for("impact.one", assessment_id=made))


@pages.post("/impact/<int:assessment_id>/approve")
@roles(Role.ADMIN)
def approve(assessment_id: int) -> Redirect | tuple[str, int]:
    try:
        with transaction() as session:
            impact_service.approve(session, current().account_id, assessment_id)
    except AnnotateError as error:
        if error.status == 404:
            raise
        return _one_page(assessment_id, error), error.status
    flash(_("It is approved."), "success")
    return redirect(url_for("impact.one", assessment_id=assessment_id))


@pages.get("/impact.csv")
@roles(Role.ADMIN)
def export() -> Response:
    out = io.StringIO()
    writer = csv.writer(out)
    with reading() as session:
        writer.writerows([defused(cell) for cell in row] for row in impact_service.table(session))
    head = {"Content-Disposition": "attachment; filename=impact-assessments.csv"}
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv; charset=utf-8", headers=head)
