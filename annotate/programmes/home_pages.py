"""What her home page tells of her tenure, and of the subsidy that comes with it."""

from typing import Any

from flask import Blueprint
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from annotate.core.money import format_e4
from annotate.programmes import file_queries, support_queries
from annotate.web.home import home_facts

pages = Blueprint("programmes_at_home", __name__)


def _told_at_home(session: Session, account_id: int) -> dict[str, Any]:
    """Nothing before her first paid work: a clock at zero says nothing."""
    tenure = file_queries.tenure_of(session, account_id)
    if tenure.since is None:
        return {}
    note = _("since %(day)s, whatever the project", day=format_date(tenure.since, "medium"))
    return {"months": tenure.months, "days": tenure.odd_days, "note": note}


home_facts.register("tenure", _told_at_home)


def _promised(session: Session, account_id: int) -> dict[str, Any]:
    """How long until her programme's subsidy, in days; nothing where none is promised."""
    promise = support_queries.promise_to(session, account_id)
    if promise is None:
        return {}
    if promise.days_left:
        value = ngettext("in %(num)s day", "in %(num)s days", promise.days_left)
    else:
        value = _("this month")
    amount = format_e4(promise.amount_e4)
    note = _("%(amount)s yuan each month in which you work, no tax", amount=amount)
    return {"value": value, "note": note}


home_facts.register("support", _promised)
