"""The manager's pages of a project at work: progress and pace, what a wish costs, disputed objects to be verified."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.consensus import verify_service
from annotate.core import clock
from annotate.core.chart_shapes import Reference
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.core.money import major, parse_major
from annotate.insight import plan_queries, progress_queries, view
from annotate.insight.pace import end_of_bin
from annotate.insight.plan import Choice
from annotate.insight.progress_queries import CAREFUL_SECONDS, FLOOR_SECONDS, ProjectProgress
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.home import plans, project_facts
from annotate.web.i18n import choose_locale, say_error, say_fault
from annotate.web.identity import current
from annotate.web.words import short_day, short_hour
from annotate.work.states import VerifySource
from annotate.work.verify_service import VerifyOrder

pages = Blueprint("progress", __name__)
# A look at one object takes about two seconds; two people look, and up to two more where they differ.
VERIFY_RATE, VERIFY_ANSWERS = "0.02", 2

plans.register(plan_queries.usual_plan)


@pages.get("/projects/<int:project_id>/progress")
@roles(Role.MANAGER)
def progress_page(project_id: int) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        found = progress_queries.progress_of(session, project_id)
        disputed = progress_queries.disputed_of(session, project_id)
        money = project_facts.ask("money", session, project_id)
    facts = {"project": project, "found": found, "disputed": disputed, "money": money}
    facts |= {"verify_rate": VERIFY_RATE, "verify_answers": VERIFY_ANSWERS, "careful": CAREFUL_SECONDS}
    cost_e4 = disputed.cost_e4(parse_major(VERIFY_RATE), VERIFY_ANSWERS, project.level_bonus)
    return render_template(
        "manager/progress.html", **facts, **_charts(found), floor=FLOOR_SECONDS, verify_cost_e4=cost_e4
    )


def _charts(found: ProjectProgress) -> dict[str, Any]:
    locale = choose_locale()
    names = [_("a tenth"), _("a quarter"), _("half"), _("three quarters"), _("nine tenths")]
    hours = [short_hour(one.start) for one in found.hours]
    days = {day: short_day(day) for day in {clock.local_day(one.start) for one in found.hours}}
    full_hours = [f"{days[clock.local_day(one.start)]} {short_hour(one.start)}" for one in found.hours]
    counts = [one.answers for one in found.hours]
    pay = [float(major(round(value))) for value in found.pay_e4.values] if found.pay_e4 else []
    seconds = found.seconds.values if found.seconds else []
    floor = [Reference(_("hand alone"), FLOOR_SECONDS)]
    return {
        "names": names,
        "hours": [pair for pair in zip(found.hours, full_hours, strict=True) if pair[0].answers],
        "pay": pay,
        "pay_ends": [end_of_bin(value) for value in found.pay_e4.values] if found.pay_e4 else [],
        "speed_ends": [end_of_bin(1000 * value) for value in seconds],
        "by_hour": view.answers_by_hour(counts, hours, _("answers"), locale),
        "pay_chart": view.spread_of(pay, names, [], locale) if pay else None,
        "speed_chart": view.spread_of(seconds, names, floor, locale) if seconds else None,
        "ends": _ends(found),
    }


def _ends(found: ProjectProgress) -> dict[str, str | None] | None:
    """The forecast as days."""
    if found.forecast is None:
        return None
    today = clock.local_day(clock.now())
    days = {"likely": found.forecast.days, "early": found.forecast.early, "late": found.forecast.late}
    return {
        name: None if count is None else short_day(today + dt.timedelta(days=count))
        for name, count in days.items()
    }


@pages.get("/projects/<int:project_id>/certainty")
@roles(Role.MANAGER)
def wish_page(project_id: int) -> str:
    tried = _wish(request.args)
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        plan = plan_queries.plan_of(session, project, tried)
    chosen = plan.tried or plan.now
    curve = view.wish_curve(plan.curve, chosen.wish, _words_of(plan.curve), choose_locale())
    return render_template("manager/certainty.html", project=project, plan=plan, chosen=chosen, curve=curve)


def _words_of(curve: Iterable[Choice]) -> list[str]:
    return [
        _(
            "wish %(wish)s of 100: %(answers)s answers a picture",
            wish=f"{100 * one.wish:.4g}",
            answers=f"{one.answers:.2f}",
        )
        for one in curve
    ]


def _wish(sent: Mapping[str, str]) -> float | None:
    """'97' -> 0.97; None for what is no wish."""
    try:
        wish = round(float(sent.get("right", "")) / 100, 6)
    except ValueError:
        return None
    return wish if projects.is_wish(wish) else None


@pages.post("/projects/<int:project_id>/certainty")
@roles(Role.MANAGER)
def change_wish(project_id: int) -> Response:
    who, wish = current().account_id, _wish(request.form)
    try:
        with transaction() as session:
            project = projects.project_for(session, who, project_id)
            projects.set_confidence(session, who, project, -1.0 if wish is None else wish)
        flash(
            _("Saved. It holds for every picture that is not settled yet; what is earned stays."), "success"
        )
    except AnnotateError as error:
        _flash(error)
    return redirect(url_for("progress.wish_page", project_id=project_id))


def _flash(error: AnnotateError) -> None:
    flash(say_error(error), "error")
    for fault in error.faults:
        flash(say_fault(fault), "error")


@pages.post("/projects/<int:project_id>/verify-disputed")
@roles(Role.MANAGER)
def verify_disputed(project_id: int) -> Response:
    try:
        with transaction() as session:
            who = current().account_id
            made = verify_service.order_verify_tasks(session, who, project_id, _order(request.form))
        said = _("%(tasks)s tasks with %(objects)s objects are open.", tasks=made.tasks, objects=made.objects)
        flash(said, "success")
    except AnnotateError as error:
        _flash(error)
    return redirect(url_for("progress.progress_page", project_id=project_id))


def _order(form: Mapping[str, str]) -> VerifyOrder:
    """What was typed; nonsense becomes a number that the service refuses with its reason."""
    try:
        rate_e4, answers = parse_major(form.get("rate", "")), int(form.get("answers", ""))
    except ValueError:
        rate_e4, answers = 0, 0
    return VerifyOrder(VerifySource.DISPUTED, rate_e4, answers)
