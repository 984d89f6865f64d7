"""The foundation's pages: its reports, a quarter as it stands, a frozen report."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError, NotFound
from annotate.people.roles import Role
from annotate.programmes import queries as programme_queries
from annotate.programmes import service as programmes
from annotate.reports import queries, report_view, run_service, service
from annotate.reports.chart_samples import sample_charts
from annotate.reports.periods import quarter_of, quarter_shifted
from annotate.reports.stages import RunPurpose
from annotate.web import identity
from annotate.web.access import public, roles
from annotate.web.i18n import choose_locale, say_error

pages = Blueprint("reports", __name__)


@pages.get("/reports")
@roles(Role.REVIEWER)
def overview() -> str:
    now = quarter_of(clock.local_month(clock.now()))
    with reading() as session:
        own = programme_queries.programmes_of(session, identity.current().organisation_id)
        listed = [(programme, queries.snapshots_of(session, programme.id)) for programme in own]
    return render_template(
        "foundation/reports.html", listed=listed, now=now, last=quarter_shifted(now, -1), locale_key=_suffix()
    )


def _suffix() -> str:
    return "zh" if choose_locale() == "zh_CN" else "en"


def _table_metric() -> str:
    wanted = request.args.get("table", "")
    return wanted if wanted in report_view.COUNTY_METRICS else "median_pay"


@pages.get("/programmes/<int:programme_id>/report")
@roles(Role.REVIEWER)
def live(programme_id: int) -> str | Response:
    """A quarter as it would be frozen now."""
    now = quarter_of(clock.local_month(clock.now()))
    quarter = request.args.get("quarter") or now
    with reading() as session:
        programme = programmes.programme_for(session, identity.current().organisation_id, programme_id)
        document = run_service.live_document(session, programme, quarter)
        frozen = queries.newest_version(session, programme_id, quarter)
    if document is None:
        return _count(programme_id, quarter, RunPurpose.DRAFT)
    return _report_page(
        document, programme_id=programme_id, snapshot=None, frozen=frozen, quarters=_quarters(now)
    )


def _count(programme_id: int, quarter: str, purpose: RunPurpose, reason: str = "") -> Response:
    """Ask for it in the background and lead to the page that tells how far it is."""
    with transaction() as session:
        actor_id = identity.current().account_id
        run = run_service.ask(session, actor_id, programme_id, quarter, purpose, reason).id
    return redirect(url_for("report_runs.run", programme_id=programme_id, run_id=run))


def _quarters(now: str) -> list[str]:
    """The running quarter and the eight before it."""
    return [quarter_shifted(now, -step) for step in range(9)]


def _report_page(document: dict[str, Any], **more: Any) -> str:
    return render_template(
        "foundation/report.html",
        document=document,
        view=report_view.view(document, choose_locale(), _table_metric()),
        table_metrics=_table_tabs(document),
        **more,
    )


def _table_tabs(document: dict[str, Any]) -> list[dict[str, Any]]:
    names = {metric["id"]: metric[f"name_{_suffix()}"] for metric in document["metrics"]}
    chosen = _table_metric()
    args = {**(request.view_args or {}), **request.args.to_dict()}
    assert request.endpoint is not None
    return [
        {
            "label": names[metric],
            "current": metric == chosen,
            "url": url_for(request.endpoint, **{**args, "table": metric}, _anchor="county-months"),
        }
        for metric in report_view.COUNTY_METRICS
        if metric in names
    ]


@pages.post("/programmes/<int:programme_id>/report")
@roles(Role.REVIEWER)
def freeze(programme_id: int) -> Response:
    """Keep the quarter for good."""
    quarter = request.form.get("quarter", "")
    try:
        with reading() as session:
            programmes.programme_for(session, identity.current().organisation_id, programme_id)
            is_large = run_service.is_large(session, programme_id)
        if is_large:
            return _count(programme_id, quarter, RunPurpose.FREEZE)
        snapshot_id = _freeze_now(programme_id, quarter)
    except AnnotateError as error:
        if error.status == 404:
            raise
        flash(say_error(error), "error")
        return redirect(url_for("reports.live", programme_id=programme_id))
    flash(_("The report is frozen. From now on it can be downloaded and will not change."), "success")
    return redirect(url_for("reports.frozen", snapshot_id=snapshot_id))


def _freeze_now(programme_id: int, quarter: str) -> int:
    with transaction() as session:
        return service.freeze(session, identity.current().account_id, programme_id, quarter).id


@pages.post("/reports/<int:snapshot_id>/restate")
@roles(Role.REVIEWER)
def restate(snapshot_id: int) -> Response:
    """Tell a quarter anew, with the reason and what changed."""
    with reading() as session:
        snapshot, _programme = queries.snapshot_for(session, identity.current().organisation_id, snapshot_id)
    try:
        reason = request.form.get("reason", "")
        return _count(snapshot.programme_id, snapshot.period, RunPurpose.RESTATE, reason)
    except AnnotateError as error:
        flash(say_error(error), "error")
        return redirect(url_for("reports.frozen", snapshot_id=snapshot_id))


@pages.get("/reports/<int:snapshot_id>")
@roles(Role.REVIEWER)
def frozen(snapshot_id: int) -> str:
    with reading() as session:
        snapshot, programme = queries.snapshot_for(session, identity.current().organisation_id, snapshot_id)
    return _report_page(
        snapshot.document, programme_id=programme.id, snapshot=snapshot, frozen=snapshot, quarters=[]
    )


@pages.get("/style")
@public
def style_guide() -> str:
    """Every part of a page and every chart, for whoever writes pages; only where the demo is."""
    if not current_app.config["DOUYA"].demo:
        raise NotFound
    return render_template("public/style_guide.html", samples=sample_charts(choose_locale()))
