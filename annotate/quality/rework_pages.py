"""Before a changed guideline is published: what it does to work that is done, and what making it anew costs."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import Role
from annotate.projects import queries as project_queries
from annotate.projects import service as projects
from annotate.projects.guideline_change import GRACE, Effect, Redo
from annotate.projects.guideline_diff import changes_between
from annotate.quality import anew_queries, rework_service, service
from annotate.quality.anew_queries import Which
from annotate.web.access import roles
from annotate.web.api import query_int
from annotate.web.i18n import choose_locale, say_error, say_fault
from annotate.web.identity import current
from annotate.work.rework_service import TIME

pages = Blueprint("rework", __name__)


def _texts() -> tuple[str, str]:
    zh, en = (request.form.get(name, "").replace("\r\n", "\n") for name in ("guideline_zh", "guideline_en"))
    return zh, en


def _titles(ontology: Mapping[str, Any]) -> dict[str, str]:
    locale = choose_locale()
    return {one["name"]: one.get("title", {}).get(locale) or one["name"] for one in ontology["labels"]}


def _show(project_id: int, error: str | None = None) -> str:
    (zh, en), who = _texts(), current().account_id
    with reading() as session:
        project = projects.project_for(session, who, project_id)
        weighed = rework_service.weigh(session, who, project_id, zh, en)
        newest = project_queries.guideline_text(session, project.guideline_version_id)
        titles = _titles(project_queries.newest_versions(session, project).ontology)
    is_english = choose_locale() == "en" and bool(en.strip())
    old = newest.text("en" if is_english else "zh_CN") if newest else ""
    return render_template(
        "manager/guideline_change.html",
        project=project,
        texts={"guideline_zh": zh, "guideline_en": en},
        weighed=weighed,
        titles=[titles.get(name, name) for name in weighed.touched.labels],
        changes=changes_between(old, en if is_english else zh or en),
        error=error,
        grace_days=GRACE.days,
        rework_days=TIME.days,
    )


@pages.post("/projects/<int:project_id>/guideline/change")
@roles(Role.MANAGER)
def consider(project_id: int) -> str:
    """Nothing is saved; the page shows what each choice would do."""
    return _show(project_id)


@pages.post("/projects/<int:project_id>/guideline/change/publish")
@roles(Role.MANAGER)
def publish(project_id: int) -> Response | tuple[str, int]:
    chosen = request.form.get("redo", Redo.NONE)
    effect = Effect(alters=True, redo=Redo(chosen) if chosen in list(Redo) else Redo.NONE)
    try:
        with transaction() as session:
            version = rework_service.publish_change(
                session, current().account_id, project_id, *_texts(), effect
            )
    except AnnotateError as error:
        if error.status == 404:
            raise
        said = [say_fault(fault) for fault in error.faults] or [say_error(error)]
        return _show(project_id, "; ".join(said)), error.status
    flash(_("The guideline is saved as version %(number)s.", number=version.number), "success")
    return redirect(url_for("guide.guideline_page", project_id=project_id))


@pages.get("/projects/<int:project_id>/guideline/anew")
@roles(Role.MANAGER, Role.REVIEWER)
def made_anew(project_id: int) -> str:
    asked = request.args.get("which", "")
    which = Which(asked) if asked in list(Which) else Which.ALL
    before = query_int("before", low=1)
    with reading() as session:
        project = service.check_reviewer(session, current().account_id, project_id)
        found = anew_queries.page_of(session, project_id, which, before)
        counts = anew_queries.counts_of(session, project_id)
    older = found[-1].rework_id if len(found) == anew_queries.PAGE else None
    told = {"which": which, "counts": counts, "before": before, "older": older}
    return render_template("manager/made_anew.html", project=project, found=found, **told)
