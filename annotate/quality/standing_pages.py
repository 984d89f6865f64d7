"""What her own pages tell of her work: done well, one thing to improve with a picture, where she stands and why."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from annotate.core.db import reading
from annotate.people.roles import Role
from annotate.quality import comparison_queries, queries, standing_queries
from annotate.web.access import roles
from annotate.web.home import home_facts
from annotate.web.i18n import choose_locale
from annotate.web.identity import current

pages = Blueprint("standing", __name__)
# So many projects on her home page; the rest is one tap away.
_AT_HOME = 2


def told_of(session: Session, account_id: int) -> dict[str, Any]:
    """What she did well, and one thing to improve, in words."""
    told = queries.feedback_of(session, account_id)
    good = _(
        "%(clean)s of your last %(judged)s pictures were right in every box.",
        clean=told.clean,
        judged=told.judged,
    )
    improve = None
    if told.lesson is not None:
        label = told.label_titles.get(choose_locale(), told.lesson.label)
        improve = _LESSONS[told.lesson.fault](label)
    example = None if told.example is None else comparison_queries.comparison(session, told.example)
    return {"good": good if told.clean else None, "improve": improve, "example": example}


_LESSONS: dict[str, Callable[[str], str]] = {
    "missed": lambda label: _(
        "Look once more for small or far ones: %(label)s was missed most often.", label=label
    ),
    "extra": lambda label: _("Some boxes had nothing under them, mostly %(label)s.", label=label),
    "misnamed": lambda label: _("Look twice at what it is: %(label)s was mixed up most often.", label=label),
    "loose": lambda label: _("Draw the box right to the edge, above all around %(label)s.", label=label),
}


def _standing_at_home(session: Session, account_id: int) -> dict[str, Any]:
    found = standing_queries.standings_for(session, account_id)
    return {"projects": found[:_AT_HOME], "more": len(found) > _AT_HOME}


home_facts.register("feedback", told_of)
home_facts.register("standing", _standing_at_home)


@pages.get("/answers/standing")
@roles(Role.ANNOTATOR)
def standing_page() -> str:
    with reading() as session:
        found = standing_queries.standings_for(session, current().account_id)
    return render_template("annotator/standing.html", projects=found)
