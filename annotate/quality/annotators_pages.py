"""A project's people for its manager and reviewers: the table, one person, the marks, bans by two, flags."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import Role
from annotate.quality import (
    annotators_queries,
    ban_service,
    flag_queries,
    flag_service,
    rules_service,
    service,
    standing_service,
)
from annotate.quality.annotators_queries import Only
from annotate.quality.levels import Rules
from annotate.quality.steps import BanAct
from annotate.web.access import roles
from annotate.web.api import query_int
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("annotators", __name__)
_PAGE = 30


@pages.get("/projects/<int:project_id>/people")
@roles(Role.MANAGER, Role.REVIEWER)
def annotators_page(project_id: int) -> str:
    page = query_int("page", 0, low=0, high=1000) or 0
    with reading() as session:
        project = service.check_reviewer(session, current().account_id, project_id)
        facts: dict[str, Any] = {
            "people": annotators_queries.annotators_of(session, project_id, page),
            "flags": flag_queries.flags_of(session, project_id),
            "rules": rules_service.rules_of(session, project_id),
            "week": standing_service.project_drift(session, project_id),
        }
    more = len(facts["people"]) == annotators_queries.A_PAGE
    return render_template("manager/annotators.html", project=project, page=page, more=more, **facts)


@pages.get("/projects/<int:project_id>/people/<int:annotator_id>")
@roles(Role.MANAGER, Role.REVIEWER)
def annotator_page(project_id: int, annotator_id: int) -> str:
    before, asked = query_int("before", None, low=1), request.args.get("which", "")
    only = Only(asked) if asked in set(Only) else Only.ALL
    with reading() as session:
        project = service.check_reviewer(session, current().account_id, project_id)
        facts: dict[str, Any] = {
            "one": annotators_queries.annotator_in(session, project_id, annotator_id),
            "answers": annotators_queries.answers_of(session, project_id, annotator_id, before, _PAGE, only),
            "count": annotators_queries.count_of(session, project_id, annotator_id, only),
            "decisions": annotators_queries.decisions_on(session, project_id, annotator_id),
        }
    open_ones = [one for one in facts["decisions"] if ban_service.is_open(one)]
    waiting = open_ones[0] if open_ones else None
    return render_template(
        "manager/annotator.html", project=project, waiting=waiting, before=before, only=only, **facts
    )


@pages.post("/projects/<int:project_id>/people/<int:annotator_id>/ban")
@roles(Role.MANAGER, Role.REVIEWER)
def ask_ban(project_id: int, annotator_id: int) -> Response:
    act = BanAct.LIFT if request.form.get("act") == "lift" else BanAct.BAN
    try:
        with transaction() as session:
            ban_service.ask(
                session, current().account_id, project_id, annotator_id, act, request.form.get("reason", "")
            )
        flash(_("Written down. It holds once another person agrees today."), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("annotators.annotator_page", project_id=project_id, annotator_id=annotator_id))


@pages.post("/bans/<int:decision_id>")
@roles(Role.MANAGER, Role.REVIEWER)
def confirm_ban(decision_id: int) -> Response:
    try:
        with transaction() as session:
            ban_service.confirm(session, current().account_id, decision_id)
        flash(_("It holds from now on. What she earned is paid as always."), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("quality.review_queue"))


_RULES = (
    "gate_percent",
    "gate_least",
    "pause_hours",
    "second_percent",
    "freeze_percent",
    "batch_least",
    "most_of_one",
)


def _typed_rules() -> Rules:
    def number(name: str) -> int:
        text = request.form.get(name, "")
        # What is no number is refused with the others, by its bounds.
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else -1

    levels = (number("level_2"), number("level_3"), number("level_4"))
    return Rules(level_percents=levels, **{name: number(name) for name in _RULES})


@pages.post("/projects/<int:project_id>/quality-rules")
@roles(Role.MANAGER)
def change_rules(project_id: int) -> Response:
    try:
        with transaction() as session:
            rules_service.set_rules(session, current().account_id, project_id, _typed_rules())
        flash(_("Saved. The marks hold from the next look on."), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("annotators.annotators_page", project_id=project_id))


@pages.get("/flags/<int:flag_id>")
@roles(Role.MANAGER, Role.REVIEWER)
def flag_page(flag_id: int) -> str:
    with reading() as session:
        flag = flag_service.flag_for(session, current().account_id, flag_id)
        line, pictures = flag_queries.line_of(session, flag), flag_queries.pictures_of(session, flag)
    return render_template("reviewer/flag.html", line=line, flag=flag, pictures=pictures)


@pages.post("/flags/<int:flag_id>")
@roles(Role.MANAGER, Role.REVIEWER)
def decide_flag(flag_id: int) -> Response:
    confirmed, note = request.form.get("confirmed") == "1", request.form.get("note", "")
    try:
        with transaction() as session:
            flag_service.decide_flag(session, current().account_id, flag_id, confirmed, note)
        flash(_("Noted. Nothing else follows from it by itself."), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("annotators.flag_page", flag_id=flag_id))
