"""The manager's pages of quality: agreement, who is called what, calibration, and the pictures behind each figure."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from annotate.consensus import queries as consensus
from annotate.core.db import reading
from annotate.insight import picture_queries, queries, view
from annotate.insight.calibration import LEAST_OBJECTS, LEAST_PICTURES, Calibration
from annotate.insight.figures import ProjectQuality
from annotate.insight.picture_queries import PAGE, Wanted
from annotate.insight.progress_queries import DAYS
from annotate.people.roles import Role
from annotate.projects import service as projects
from annotate.web.access import roles
from annotate.web.api import query_int
from annotate.web.home import project_facts
from annotate.web.i18n import choose_locale
from annotate.web.identity import current
from annotate.web.words import short_day

pages = Blueprint("insight", __name__)
# Of the hardest pictures the overview shows these; all are one tap away.
HARDEST_SHOWN = 8


def _project_facts(session: Session, project_id: int) -> dict[str, Any]:
    agreement, settled = queries.agreement_of(session, project_id)
    return {"agreement": agreement, "n": settled, "refit": consensus.refit_of(session, project_id)}


project_facts.register("consensus", _project_facts)


def _titles(session: Session, project_id: int) -> dict[str, str]:
    """Words of labels in the reader's language."""
    found = queries.label_titles(session, project_id)
    return {name: title.get(choose_locale(), name) for name, title in found.items()}


@pages.get("/projects/<int:project_id>/quality")
@roles(Role.MANAGER)
def quality_page(project_id: int) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        found, titles = queries.quality_of(session, project_id), _titles(session, project_id)
        hardest = picture_queries.pictures_of(session, project_id, Wanted(), most=HARDEST_SHOWN)
    days = [short_day(one.day) for one in found.moments]
    facts = {"project": project, "found": found, "titles": titles, "hardest": hardest, "days": days}
    return render_template("manager/quality.html", **facts, **_charts(found, titles, days))


def _charts(found: ProjectQuality, titles: dict[str, str], days: list[str]) -> dict[str, Any]:
    locale = choose_locale()
    over_time = view.agreement_over_time(found.moments, days, _("all classes"), titles, locale)
    by_class = view.agreement_by_class(found.classes, titles, locale)
    return {"over_time": over_time, "by_class": by_class}


@pages.get("/projects/<int:project_id>/quality/calibration")
@roles(Role.MANAGER)
def calibration_page(project_id: int) -> str:
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        found = queries.calibration_of_project(session, project_id)
    plot = view.calibration_plot(found.all, _words_of_bins(found.all), choose_locale())
    least = {"pictures": LEAST_PICTURES, "objects": LEAST_OBJECTS}
    return render_template("manager/calibration.html", project=project, found=found, plot=plot, least=least)


def _words_of_bins(found: Calibration) -> list[str]:
    return [
        _(
            "stated %(stated)s %%, right %(right)s %%, %(count)s objects",
            stated=round(100 * one.stated),
            right=round(100 * one.right),
            count=one.count,
        )
        for one in found.bins
    ]


@pages.get("/projects/<int:project_id>/quality/pictures")
@roles(Role.MANAGER)
def pictures_page(project_id: int) -> str:
    wanted, start = _wanted(), query_int("start", 0, low=0) or 0
    with reading() as session:
        project = projects.project_for(session, current().account_id, project_id)
        found = picture_queries.pictures_of(session, project_id, wanted, start)
        counted = picture_queries.counted_of(session, project_id, wanted)
        titles = _titles(session, project_id)
    facts = {"project": project, "titles": titles, "start": start, "page": PAGE, **_named(wanted)}
    return render_template(
        "manager/behind.html",
        found=found[:PAGE],
        counted=counted,
        more=len(found) > PAGE,
        **facts,
    )


def _named(wanted: Wanted) -> dict[str, Any]:
    """What the title of the list needs."""
    is_number = wanted.label.isdecimal() and len(wanted.label) <= 12
    return {
        "wanted": wanted,
        "edges": picture_queries.bin_edges(wanted.label),
        "most": int(wanted.label) if is_number else None,
        "pace_days": DAYS,
    }


def _wanted() -> Wanted:
    """What the address asks for; unknown words find nothing."""
    what, label, said = (request.args.get(name, "")[:200] for name in ("what", "label", "said"))
    return Wanted(what or picture_queries.HARDEST, label, said)
