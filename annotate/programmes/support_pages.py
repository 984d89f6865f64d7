"""Finance's page of support: a foundation's money, the promises made with it, what was paid."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.core.money import parse_major
from annotate.people.roles import Role
from annotate.programmes import support_queries, support_service
from annotate.programmes.support_rules import KIND_WORDS, NewRule, SupportKind
from annotate.web.access import roles
from annotate.web.i18n import say_error, say_fault
from annotate.web.identity import current

pages = Blueprint("support", __name__)


@pages.get("/finance/support")
@roles(Role.FINANCE)
def support() -> str:
    return _page({}, None)


def _page(said: dict[str, str], error: AnnotateError | None) -> str:
    with reading() as session:
        return render_template(
            "finance/support.html",
            programmes=support_queries.support_of_all(session),
            kind_words=KIND_WORDS,
            this_month=clock.local_month(clock.now()),
            me=current().account_id,
            said=said,
            refused=say_error(error) if error else None,
            wrong={fault.path: say_fault(fault) for fault in error.faults} if error else {},
        )


def _do(act: Callable[[Session], object], done: str) -> Response | tuple[str, int]:
    """What was refused is shown on the page with all that was typed."""
    try:
        with transaction() as session:
            act(session)
    except NotFound:
        raise
    except AnnotateError as error:
        return _page(request.form.to_dict(), error), error.status
    flash(done, "success")
    return redirect(url_for("support.support"))


@pages.post("/finance/support/<int:programme_id>/grant")
@roles(Role.FINANCE)
def grant(programme_id: int) -> Response | tuple[str, int]:
    amount_e4, key = _amount_e4("grant"), request.form.get("key", "")

    def act(session: Session) -> None:
        support_service.receive_grant(session, current().account_id, programme_id, amount_e4, key)

    return _do(act, _("The foundation's money is recorded."))


@pages.post("/finance/support/<int:programme_id>/rules")
@roles(Role.FINANCE)
def enter(programme_id: int) -> Response | tuple[str, int]:
    form = request.form
    kind = form.get("kind", "")
    if kind not in set(SupportKind):
        raise NotFound
    new = NewRule(
        programme_id,
        SupportKind(kind),
        _amount_e4("amount"),
        form.get("after_months", -1, type=int),
        form.get("least_days", -1, type=int),
        form.get("first_month", ""),
        form.get("last_month") or None,
    )
    done = _("The rule is entered. A second officer has to approve it.")
    return _do(lambda session: support_service.enter_rule(session, current().account_id, new), done)


@pages.post("/finance/support/rules/<int:rule_id>/approve")
@roles(Role.FINANCE)
def approve(rule_id: int) -> Response | tuple[str, int]:
    done = _("The rule holds. What it owes is paid on from the 4th of each month.")
    return _do(lambda session: support_service.approve_rule(session, current().account_id, rule_id), done)


@pages.post("/finance/support/rules/<int:rule_id>/end")
@roles(Role.FINANCE)
def end(rule_id: int) -> Response | tuple[str, int]:
    month = request.form.get("last_month", "")
    done = _("The rule ends. What was promised for the months before stays.")
    return _do(lambda session: support_service.end_rule(session, current().account_id, rule_id, month), done)


def _amount_e4(name: str) -> int:
    """0 for what is no amount: the rules refuse it beside its field."""
    try:
        return parse_major(request.form.get(name, ""))
    except ValueError:
        return 0
