"""How far a report is, what was released when, and what a later version tells otherwise."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from annotate.core.db import reading
from annotate.people.roles import Role
from annotate.programmes import service as programmes
from annotate.reports import queries, run_service
from annotate.reports.changes_view import HIDDEN_WORDS, STATE_WORDS, told_changes
from annotate.reports.errors import REFUSAL_WORDS
from annotate.reports.figures.changes import changes
from annotate.reports.stages import ORDER, STAGE_WORDS, step_of
from annotate.web import identity
from annotate.web.access import roles
from annotate.web.i18n import choose_locale

pages = Blueprint("report_runs", __name__)
_LOOK_AGAIN_SECONDS = 2


@pages.get("/programmes/<int:programme_id>/report/runs/<int:run_id>")
@roles(Role.REVIEWER)
def run(programme_id: int, run_id: int) -> Response:
    with reading() as session:
        programmes.programme_for(session, identity.current().organisation_id, programme_id)
        found = run_service.run_of(session, programme_id, run_id)
    if found.finished_at and not found.refused:
        return redirect(_result(programme_id, found.period, found.snapshot_id))
    steps, refused = [STAGE_WORDS[one] for one in ORDER[1:-1]], REFUSAL_WORDS.get(found.refused or "")
    step = max(0, step_of(found.stage) - 1)
    page = render_template("foundation/run.html", run=found, steps=steps, step=step, refused=refused)
    response = make_response(page)
    if not found.finished_at:
        response.headers["Refresh"] = str(_LOOK_AGAIN_SECONDS)
    return response


def _result(programme_id: int, period: str, snapshot_id: int | None) -> str:
    if snapshot_id is None:
        return url_for("reports.live", programme_id=programme_id, quarter=period)
    return url_for("reports.frozen", snapshot_id=snapshot_id)


@pages.get("/programmes/<int:programme_id>/releases")
@roles(Role.REVIEWER)
def releases(programme_id: int) -> str:
    with reading() as session:
        who = identity.current()
        programme = programmes.programme_for(session, who.organisation_id, programme_id)
        rows = queries.releases(session, programme_id)
    suffix = "zh" if choose_locale() == "zh_CN" else "en"
    return render_template(
        "foundation/releases.html",
        name=getattr(programme, f"name_{suffix}"),
        rows=rows,
        why=HIDDEN_WORDS,
    )


@pages.get("/reports/<int:snapshot_id>/changes")
@roles(Role.REVIEWER)
def changed(snapshot_id: int) -> str:
    with reading() as session:
        new, _programme = queries.snapshot_for(session, identity.current().organisation_id, snapshot_id)
        old = queries.version_before(session, new)
    return render_template(
        "foundation/changes.html",
        old=old,
        new=new,
        states=STATE_WORDS,
        rows=told_changes(changes(old.document, new.document), new.document, old.document, choose_locale()),
    )
