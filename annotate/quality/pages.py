"""The reviewer's queue, one answer side by side with the reference, and her own answers with their reasons."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

import annotate.quality.leaving_service  # noqa: F401 -- what she has to settle before she closes her account
from annotate.consensus import queries as consensus
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.people.roles import Role
from annotate.quality import (
    anew_queries,
    annotators_queries,
    appeal_service,
    comparison_queries,
    dispute_queries,
    grace_service,
    queries,
    service,
)
from annotate.quality.fix_pages import suggested_rows
from annotate.quality.judgement import Verdict
from annotate.quality.standing_pages import told_of
from annotate.web.access import roles
from annotate.web.api import query_int
from annotate.web.home import operation_facts, project_facts
from annotate.web.i18n import say_error
from annotate.web.identity import current

pages = Blueprint("quality", __name__)
_PAGE = 30


def _review_facts(session: Session, project_id: int) -> dict[str, Any]:
    return {"waiting": queries.waiting_count(session, project_id)}


def _refit_facts(session: Session, _account_id: int) -> dict[str, Any]:
    return {"under_way": [asdict(one) for one in consensus.refits_under_way(session)]}


operation_facts.register("refit", _refit_facts)
project_facts.register("review", _review_facts)


def _beside_the_queue(session: Session, who: int, project_id: int | None) -> dict[str, Any]:
    return {
        "appeals": queries.open_appeals(session, who),
        "disputed": dispute_queries.disputed_tasks(session, who, project_id),
        "bans": annotators_queries.open_bans(session, who),
        "anew": anew_queries.waiting(session, who, project_id),
    }


@pages.get("/review")
@roles(Role.MANAGER, Role.REVIEWER)
def review_queue() -> str:
    who, project_id, after = current().account_id, query_int("project_id"), query_int("after", 0, low=0) or 0
    with reading() as session:
        waiting = queries.review_queue(session, who, project_id, after, _PAGE)
        beside = _beside_the_queue(session, who, project_id)
    return render_template(
        "reviewer/queue.html",
        **beside,
        waiting=waiting,
        project_id=project_id,
        after=after,
        later=waiting[-1].judgement_id if len(waiting) == _PAGE else None,
        hours_left=queries.hours_left,
    )


def _comparison(judgement_id: int) -> comparison_queries.Comparison:
    with reading() as session:
        found = comparison_queries.comparison(session, judgement_id)
        if found is not None:
            service.check_reviewer(session, current().account_id, found.judgement.project_id)
    if found is None:
        raise NotFound
    return found


@pages.get("/review/<int:judgement_id>")
@roles(Role.MANAGER, Role.REVIEWER)
def review(judgement_id: int) -> str:
    found = _comparison(judgement_id)
    with reading() as session:
        grace = grace_service.grace_of_answer(session, found.judgement.submission_id)
        anew = anew_queries.anew_of(session, found.judgement.submission_id)
    rows = suggested_rows(found)
    return render_template("reviewer/answer.html", found=found, suggested=rows, grace=grace, anew=anew)


@pages.post("/review/<int:judgement_id>")
@roles(Role.MANAGER, Role.REVIEWER)
def decide(judgement_id: int) -> Response:
    who, note = current().account_id, request.form.get("note", "")
    verdict = Verdict.ACCEPTED if request.form.get("verdict") == "accepted" else Verdict.PART
    try:
        with transaction() as session:
            found = service.decide(session, who, judgement_id, verdict, note)
            following = queries.next_waiting(session, who, judgement_id)
    except AnnotateError as error:
        flash(say_error(error), "error")
        return redirect(url_for("quality.review", judgement_id=judgement_id))
    _say_decided(found.final)
    return redirect(
        url_for("quality.review", judgement_id=following) if following else url_for("quality.review_queue")
    )


def _say_decided(is_final: bool) -> None:
    if is_final:
        flash(_("Decided. The pay is being booked."), "success")
    else:
        flash(_("Many were rejected today, so another person looks at this one first."), "info")


@pages.post("/review/appeals/<int:appeal_id>")
@roles(Role.MANAGER, Role.REVIEWER)
def decide_appeal(appeal_id: int) -> Response:
    upheld, note = request.form.get("upheld") == "1", request.form.get("note", "")
    try:
        with transaction() as session:
            appeal_service.decide_appeal(session, current().account_id, appeal_id, upheld, note)
        flash(_("Decided. She sees your answer."), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("quality.review_queue"))


@pages.get("/review/pictures/<int:task_id>")
@roles(Role.MANAGER, Role.REVIEWER)
def disputed(task_id: int) -> str:
    with reading() as session:
        found = dispute_queries.dispute(session, task_id)
        if found is not None:
            service.check_reviewer(session, current().account_id, found.project_id)
    if found is None:
        raise NotFound
    return render_template("reviewer/dispute.html", found=found)


@pages.post("/review/pictures/<int:task_id>")
@roles(Role.MANAGER, Role.REVIEWER)
def settle(task_id: int) -> Response:
    """The reviewer takes one of the versions as the truth: the merged one, or one person's."""
    try:
        with transaction() as session:
            versions = {one.key: one for one in dispute_queries.versions_of(session, task_id)}
            chosen = versions.get(request.form.get("version", ""))
            if chosen is None:
                raise NotFound
            service.adjudicate(session, current().account_id, task_id, chosen.annotations)
        flash(_("The picture is decided. All answers to it are judged against your choice."), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("quality.review_queue"))


@pages.get("/answers")
@roles(Role.ANNOTATOR)
def my_answers() -> str:
    before = _moment(request.args.get("before"))
    with reading() as session:
        answers = queries.my_answers(session, current().account_id, before, _PAGE)
        told = told_of(session, current().account_id)
    older = answers[-1].received_at.isoformat() if len(answers) == _PAGE else None
    return render_template("annotator/answers.html", answers=answers, older=older, before=before, told=told)


def _moment(text: str | None) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


@pages.get("/answers/<int:judgement_id>")
@roles(Role.ANNOTATOR)
def my_answer(judgement_id: int) -> str:
    with reading() as session:
        found = comparison_queries.comparison(session, judgement_id)
        anew = anew_queries.anew_of(session, found.judgement.submission_id) if found else []
    if found is None or found.judgement.annotator_id != current().account_id:
        raise NotFound
    return render_template("annotator/answer.html", found=found, anew=anew)


@pages.post("/answers/<int:judgement_id>/appeal")
@roles(Role.ANNOTATOR)
def ask_again(judgement_id: int) -> Response:
    try:
        with transaction() as session:
            appeal_service.ask_again(
                session, current().account_id, judgement_id, request.form.get("text", "")
            )
        flash(
            _("Another person will look within three working days. If nobody does, you are paid in full."),
            "success",
        )
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("quality.my_answer", judgement_id=judgement_id))
