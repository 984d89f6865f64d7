"""What her home page tells of her tenure."""

from typing import Any

from flask import Blueprint
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from annotate.programmes import file_queries
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
