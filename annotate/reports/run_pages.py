"""How far a report is, what was released when, and what a later version tells otherwise."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.people.roles import Role
from annotate.programmes import service as programmes
from annotate.reports import queries, run_service, target_service
from annotate.reports.changes_view import HIDDEN_WORDS, STATE_WORDS, told_changes
from annotate.reports.errors import REFUSAL_WORDS
from annotate.reports.figures.changes import changes
from annotate.reports.metrics import described
from annotate.reports.periods import quarter_of, quarter_shifted
from annotate.reports.stages import ORDER, STAGE_WORDS, step_of
from annotate.reports.targets import METRICS
from annotate.web import identity
from annotate.web.access import roles
from annotate.web.i18n import choose_locale, say_error

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


@pages.get("/releases")
@roles(Role.ADMIN)
def all_releases() -> str:
    """What every programme's foundation was told, for operators."""
    with reading() as session:
        rows = queries.all_releases(session)
    suffix = "zh" if choose_locale() == "zh_CN" else "en"
    return render_template("admin/releases.html", rows=rows, why=HIDDEN_WORDS, name_key=f"name_{suffix}")


@pages.get("/programmes/<int:programme_id>/targets")
@roles(Role.REVIEWER)
def targets(programme_id: int) -> str:
    return _targets_page(programme_id)


def _targets_page(programme_id: int, error: AnnotateError | None = None) -> str:
    now = quarter_of(clock.local_month(clock.now()))
    period = request.values.get("quarter") or now
    with reading() as session:
        programme = programmes.programme_for(session, identity.current().organisation_id, programme_id)
        kept = queries.targets(session, programme_id, period)
    suffix = "zh" if choose_locale() == "zh_CN" else "en"
    return render_template(
        "foundation/targets.html",
        programme=programme,
        name=getattr(programme, f"name_{suffix}"),
        period=period,
        quarters=[(one, one) for one in (quarter_shifted(now, step) for step in range(2, -5, -1))],
        metrics=[
            (one, described(one)[f"name_{suffix}"], described(one)[f"unit_{suffix}"]) for one in METRICS
        ],
        kept=kept,
        error=say_error(error) if error else None,
    )


@pages.post("/programmes/<int:programme_id>/targets")
@roles(Role.REVIEWER)
def set_targets(programme_id: int) -> Response | tuple[str, int]:
    form, period = request.form, request.form.get("quarter", "")
    try:
        with transaction() as session:
            who = identity.current()
            programmes.programme_for(session, who.organisation_id, programme_id)
            for metric in METRICS:
                text = form.get(metric, "").strip()
                value = None if not text else int(text) if text.isascii() and text.isdigit() else 0
                target_service.set_target(session, who.account_id, programme_id, period, metric, value)
    except AnnotateError as error:
        if error.status == 404:
            raise
        return _targets_page(programme_id, error), error.status
    flash(_("The targets are kept. The report tells how far they are reached."), "success")
    return redirect(url_for("report_runs.targets", programme_id=programme_id, quarter=period))


@pages.get("/reports/<int:snapshot_id>/changes")
@roles(Role.REVIEWER, Role.ADMIN)
def changed(snapshot_id: int) -> str:
    who = identity.current()
    is_operator = who.role == Role.ADMIN
    with reading() as session:
        new = (
            queries.snapshot_of(session, snapshot_id)
            if is_operator
            else queries.snapshot_for(session, who.organisation_id, snapshot_id)[0]
        )
        old = queries.version_before(session, new)
    rows = told_changes(changes(old.document, new.document), new.document, old.document, choose_locale())
    return render_template(
        "foundation/changes.html", old=old, new=new, states=STATE_WORDS, rows=rows, is_operator=is_operator
    )
