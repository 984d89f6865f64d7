"""Her earnings, her statement of a month, and the form by which a client's money comes in."""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

import annotate.pay.leaving_service
import annotate.pay.rework_service
import annotate.pay.training_service  # noqa: F401 -- the proof of the books knows of learning too
from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.core.money import e4_to_minor, format_e4, major, parse_major
from annotate.pay import payee_service, payout_queries, queries, service
from annotate.pay.calendar import is_month, month_after, month_before, next_payday
from annotate.pay.day_bars import day_bars
from annotate.pay.payouts import CHANNEL_WORDS, LINE_WORDS
from annotate.pay.sheet import csv_text
from annotate.pay.statement_paper import KIND_WORDS, Slip, statement_pdf
from annotate.people import service as people
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.api import query_int
from annotate.web.home import home_facts, project_facts
from annotate.web.i18n import say_error
from annotate.web.identity import current
from annotate.web.words import short_day

pages = Blueprint("pay", __name__)
_PAGE = 15


def _currency() -> str:
    return str(current_app.config["DOUYA"].currency)


def _told_at_home(session: Session, account_id: int) -> dict[str, Any]:
    today = queries.today_of(session, account_id, _currency())
    payday = short_day(next_payday(clock.local_day(clock.now())))
    return {
        "today_e4": today.today_e4,
        "month_e4": today.month_e4,
        "next_payday": payday,
        "channel": _channel(session, account_id),
    }


def _channel(session: Session, account_id: int) -> str | None:
    """'Alipay **** 5678'; None before she has entered an account."""
    payee = payee_service.payee_shown(session, account_id)
    return f"{_(CHANNEL_WORDS[payee.channel])} **** {payee.last_4}" if payee else None


def _told_of_project(session: Session, project_id: int) -> dict[str, Any]:
    alarm = queries.newest_alarm(session, project_id, clock.now() - dt.timedelta(days=14))
    floor = (
        {"median_e4": alarm.median_hourly_e4, "floor_e4": alarm.floor_e4, "paused": alarm.paused}
        if alarm
        else None
    )
    return vars(service.spent_of(session, project_id)) | {"floor": floor}


home_facts.register("income", _told_at_home)
project_facts.register("money", _told_of_project)


def _this_month() -> str:
    return clock.local_month(clock.now())


def _month_or_404(month: str) -> str:
    if not is_month(month):
        raise NotFound
    return month


@pages.get("/earnings")
@roles(Role.ANNOTATOR)
def earnings() -> str:
    who, month = current().account_id, _month_or_404(request.args.get("month") or _this_month())
    before = query_int("before")
    with reading() as session:
        told = _month_told(session, who, month, before)
    older = told["lines"][-1].id if len(told["lines"]) == _PAGE else None
    return render_template("annotator/earnings.html", before=before, older=older, **told, **_around(month))


def _month_told(session: Session, account_id: int, month: str, before: int | None) -> dict[str, Any]:
    by_day = queries.earned_by_day(session, account_id, month, _currency())
    return {
        "figures": queries.earnings_of(session, account_id, month, _currency()),
        "by_day": by_day,
        "drawn": day_bars(month, by_day),
        "lines": queries.earning_lines(session, account_id, month, before, _PAGE),
        "today": queries.today_of(session, account_id, _currency()),
        "waiting": queries.not_yet_paid(session, account_id, _currency()),
        "channel": _channel(session, account_id),
    }


def _around(month: str) -> dict[str, Any]:
    """The month, the ones beside it, and the next pay day."""
    now = clock.local_day(clock.now())
    return {
        "month": month,
        "is_now": month == _this_month(),
        "earlier": month_before(month),
        "later": month_after(month) if month < _this_month() else None,
        "payday": format_date(next_payday(now), "medium"),
        "kind_words": KIND_WORDS,
    }


@pages.get("/earnings/<month>")
@roles(Role.ANNOTATOR)
def statement(month: str) -> str:
    who = current().account_id
    with reading() as session:
        figures = queries.earnings_of(session, who, _month_or_404(month), _currency())
        parts = queries.statement_parts(session, who, month, _currency())
        name = people.display_name(session, who)
    return render_template(
        "annotator/statement.html", figures=figures, parts=parts, name=name, number=who, **_around(month)
    )


@pages.get("/earnings/<month>.pdf")
@roles(Role.ANNOTATOR)
def statement_paper(month: str) -> Response:
    with reading() as session:
        slip = _slip(session, current().account_id, _month_or_404(month))
    name = f"attachment; filename=douya-{month}.pdf"
    return Response(statement_pdf(slip, _), mimetype="application/pdf", headers={"Content-Disposition": name})


def _slip(session: Session, account_id: int, month: str) -> Slip:
    sent = payout_queries.payments_of_month(session, account_id, *clock.month_bounds(month))
    return Slip(
        name=people.display_name(session, account_id),
        number=account_id,
        figures=queries.earnings_of(session, account_id, month, _currency()),
        parts=queries.statement_parts(session, account_id, month, _currency()),
        sent=[
            (
                clock.local_day(line.changed_at).isoformat(),
                line.last_4,
                line.net_e4,
                _(LINE_WORDS[line.state]),
            )
            for line in sent
        ],
        is_running=month == _this_month(),
    )


@pages.get("/earnings/<month>.csv")
@roles(Role.ANNOTATOR)
def statement_file(month: str) -> Response:
    with reading() as session:
        lines = queries.earning_lines(session, current().account_id, _month_or_404(month), limit=None)
    head = (
        _("Day"),
        _("Project"),
        _("Picture"),
        _("Kind"),
        _("Rate"),
        _("Share"),
        _("Amount"),
        _("Currency"),
    )
    text = csv_text(head, [_cells(line) for line in lines])
    name = f"attachment; filename=douya-{month}.csv"
    return Response(text, mimetype="text/csv", headers={"Content-Disposition": name})


def _cells(line: queries.EarningLine) -> list[str]:
    return [
        clock.local_day(line.earned_at).isoformat(),
        line.project_name or "",
        line.image_name or "",
        _(KIND_WORDS[line.kind]),
        format_e4(line.rate_e4, 4) if line.rate_e4 is not None else "",
        f"{line.share_percent} %" if line.share_percent is not None else "",
        str(major(line.amount_e4)),
        line.currency,
    ]


@pages.post("/projects/<int:project_id>/fund")
@roles(Role.MANAGER)
def fund(project_id: int) -> Redirect:
    try:
        amount, currency = _fund(project_id)
        flash(_("%(amount)s %(currency)s are on account.", amount=amount, currency=currency), "success")
    except AnnotateError as error:
        flash(say_error(error), "error")
    return redirect(url_for("projects.fund_page", project_id=project_id))


def _fund(project_id: int) -> tuple[str, str]:
    """Amount and currency that are on account now."""
    who, form = current().account_id, request.form
    with transaction() as session:
        currency = projects.project_for(session, who, project_id).currency
        amount_minor = _minor(form.get("amount", ""), currency)
        key = form.get("idempotency_key", "")
        made = service.fund_project(session, who, project_id, amount_minor, key)
        return format_e4(made.amount_e4), made.currency


def _minor(text: str, currency: str) -> int:
    """'900.50' -> 90050; 0, which is refused, for anything that is no amount of whole minor units."""
    try:
        amount, rest = e4_to_minor(parse_major(text), currency)
    except ValueError:
        return 0
    return 0 if rest else amount
