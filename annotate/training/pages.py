"""Her pages of learning: the way into a project, its course, the labelling window of a round, how it went."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.datasets import service as datasets
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.training import answer_service, course, course_service, queries, service
from annotate.training.rules import RoundKind, RoundState
from annotate.web.access import roles
from annotate.web.home import home_facts
from annotate.web.i18n import choose_locale, say_error
from annotate.web.identity import current

pages = Blueprint("training", __name__)
datasets.let_see_images(queries.has_round_image)


def _told_at_home(session: Session, account_id: int) -> dict[str, Any]:
    """What she learns for: projects that are not open to her yet, and practice that was offered."""
    told = queries.at_home(session, account_id, choose_locale())
    return {"ways": told.ways, "practice": told.practice, "project_ids": told.project_ids}


home_facts.register("learning", _told_at_home)


@pages.get("/learn/<int:project_id>")
@roles(Role.ANNOTATOR)
def way(project_id: int) -> str:
    with reading() as session:
        project = service.open_project(session, project_id)
        found = queries.way_into(session, current().account_id, project, choose_locale())
        gate = service.gate_of(session, current().account_id, project)
    return render_template("annotator/learn.html", way=found, gate=gate)


@pages.get("/learn/<int:project_id>/course/<int:number>")
@roles(Role.ANNOTATOR)
def course_page(project_id: int, number: int) -> str:
    with reading() as session:
        project = service.open_project(session, project_id)
        known = course_service.course_of(session, project)
        name = project.name
    found = course.reading(known, choose_locale(), number) if known else None
    if found is None:
        raise NotFound
    return render_template("annotator/course.html", project_id=project_id, name=name, reading=found)


@pages.post("/learn/<int:project_id>/course/<int:number>")
@roles(Role.ANNOTATOR)
def read_page(project_id: int, number: int) -> Response:
    """She has read a page and goes on."""
    with transaction() as session:
        is_over = course_service.note_read(session, current().account_id, project_id, number, choose_locale())
    if is_over:
        return redirect(url_for("training.way", project_id=project_id))
    return redirect(url_for("training.course_page", project_id=project_id, number=number + 1))


@pages.post("/learn/<int:project_id>/rounds")
@roles(Role.ANNOTATOR)
def begin(project_id: int) -> Response:
    asked = request.form.get("kind", "")
    try:
        kind = RoundKind(asked) if asked in list(RoundKind) else RoundKind.PRACTICE
        with transaction() as session:
            made = service.begin_round(session, current().account_id, project_id, kind)
        return redirect(url_for("training.window", round_id=made.id))
    except NotFound:
        raise
    except AnnotateError as error:
        flash(say_error(error), "info")
    return redirect(url_for("training.way", project_id=project_id))


@pages.get("/learn/rounds/<int:round_id>")
@roles(Role.ANNOTATOR)
def window(round_id: int) -> str | Response:
    with reading() as session:
        one = answer_service.own_round(session, current().account_id, round_id)
        name = projects.name_of(session, one.project_id)
    if one.state is not RoundState.OPEN:
        return redirect(url_for("training.result", round_id=round_id))
    return render_template("annotator/round.html", round=one, project_name=name)


@pages.get("/learn/rounds/<int:round_id>/result")
@roles(Role.ANNOTATOR)
def result(round_id: int) -> str:
    with reading() as session:
        one = answer_service.own_round(session, current().account_id, round_id)
        project, who = service.open_project(session, one.project_id), current().account_id
        found = queries.result_of(session, one, queries.way_into(session, who, project, choose_locale()))
    hints = {"missed": _("left out"), "extra": _("nothing is there"), "misnamed": _("something else")}
    return render_template(
        "annotator/round_result.html", found=found, faults=hints | {"loose": _("not at the edge")}
    )
