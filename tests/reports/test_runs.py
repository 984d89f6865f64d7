"""A report counted in the background: asked for once, kept once, told when it is ready; each quarter by itself."""

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.core.storage import storage
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.reports import paper_service, queries, run_service, service
from annotate.reports.errors import NothingToRestate, PeriodNotOver, RestatementReasonMissing
from annotate.reports.models import MonthlyPay, ReportDraft, ReportRun, ReportSnapshot
from annotate.reports.stages import RunPurpose, Stage
from tests.messages.told import again, event_of, told
from worker_tasks.once import run_event
from worker_tasks.schedule import Scheduler

ROOT = Path(__file__).parents[2]


def ask(foundation, purpose=RunPurpose.FREEZE, quarter="2026-Q2", reason=""):
    with transaction() as session:
        return run_service.ask(session, foundation.tao, foundation.programme_id, quarter, purpose, reason).id


def run_all(kind="report.run"):
    with reading() as session:
        ids = [event_id for event_id, _ in outbox.due_events(session, [kind])]
    for event_id in ids:
        assert run_event(event_id)
    return ids


def run_row(run_id):
    with reading() as session:
        run = session.get_one(ReportRun, run_id)
        session.expunge(run)
        return run


def snapshots():
    with reading() as session:
        found = session.scalars(sa.select(ReportSnapshot).order_by(ReportSnapshot.id)).all()
        session.expunge_all()
        return found


def test_asked_for_twice_it_is_one_run_and_done_twice_it_is_one_report(foundation):
    assert ask(foundation) == ask(foundation)
    run_all()
    again(event_of("report.run"))

    [snapshot] = snapshots()
    [run] = [run_row(1)]
    assert (run.stage, run.snapshot_id, run.refused) == (Stage.DONE, snapshot.id, None)
    with transaction() as session:
        fresh = service.look(
            session, queries.programme_queries.programme(session, foundation.programme_id), "2026-Q2"
        )
    assert snapshot.document["figures"] == fresh.document["figures"], "the same as counted at once"
    assert [one.link for one in told(foundation.tao, "report.ready")] == [f"/reports/{snapshot.id}"]
    assert told(foundation.gu, "report.ready") == []


def test_its_papers_are_kept_and_given_again_byte_for_byte(foundation):
    ask(foundation)
    run_all()
    [snapshot] = snapshots()
    for locale in paper_service.LOCALES:
        kept = paper_service.paper(storage(), snapshot, locale)
        assert kept.startswith(b"%PDF")
        assert storage().exists(f"reports/{snapshot.sha256}-1.{locale}.pdf")
        assert kept == paper_service.paper(storage(), snapshot, locale)


KILLED = """
import os, signal
from annotate.core.settings import load_settings
from annotate.core.stores import open_stores
from annotate.reports import run_service
from worker_tasks import reports
from worker_tasks.once import run_event
open_stores(load_settings(os.environ, dotenv=None))
reports._note = lambda run_id, stage, done, total: os.kill(os.getpid(), signal.SIGKILL) if stage == {stage!r} else None
run_event({event})
"""


@pytest.mark.parametrize("stage", ["figures", "paper"])
def test_a_worker_killed_half_way_leaves_no_half_report(foundation, environment, stage):
    run_id = ask(foundation)
    script = KILLED.format(stage=stage, event=event_of("report.run"))
    # The other process goes by the real clock, in which the quarter is over too.
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert run_row(run_id).finished_at is None
    assert len(snapshots()) == (1 if stage == "paper" else 0), "kept whole or not at all"

    again(event_of("report.run"))

    assert len(snapshots()) == 1
    assert run_row(run_id).finished_at is not None


def test_what_another_froze_meanwhile_is_counted_against(foundation, monkeypatch):
    ask(foundation)
    real, calls = run_service.keep_result, []

    def slow(session, run_id, report, release):
        calls.append(release)
        if len(calls) == 1:
            service.freeze(session, foundation.tao, foundation.programme_id, "2026-Q1")
        return real(session, run_id, report, release)

    monkeypatch.setattr(run_service, "keep_result", slow)
    run_all()

    assert calls[0] == 0
    assert len(calls) == 2, "the first count did not know of the other release"
    second = snapshots()[1]
    assert {"line": "pay|2026-03", "released_in": "2026-Q1"} in second.document["repeated"]


def _day_passes(moment):
    with time_machine.travel(moment, tick=False):
        Scheduler().announce_due()
        run_all("reports.quarterly")
        run_all()


def test_a_quarter_is_frozen_by_itself_from_the_15th_day_on(foundation):
    ask(foundation, quarter="2026-Q1")
    run_all()
    for moment, expected in (
        ("2026-07-14T22:00:00Z", 1),
        ("2026-07-15T22:00:00Z", 2),
        ("2026-07-16T22:00:00Z", 2),
    ):
        _day_passes(moment)
        assert len(snapshots()) == expected, moment
    by_itself = snapshots()[1]
    assert (by_itself.period, by_itself.frozen_by) == ("2026-Q2", None)


def test_a_quarter_missed_by_a_machine_that_was_off_is_made_up_for(foundation):
    _day_passes("2026-10-03T22:00:00Z")
    _day_passes("2026-10-04T22:00:00Z")

    assert [one.period for one in snapshots()] == ["2026-Q2"]


def test_a_draft_under_way_does_not_swallow_what_is_to_be_frozen(foundation):
    draft = ask(foundation, RunPurpose.DRAFT)
    frozen = ask(foundation)
    assert frozen != draft
    run_all()

    [snapshot] = snapshots()
    assert run_row(frozen).snapshot_id == snapshot.id
    assert (run_row(draft).stage, run_row(draft).snapshot_id) == (Stage.DONE, None)


def test_a_programme_that_was_set_up_today_is_not_frozen_while_its_past_comes_in(foundation):
    with transaction() as session:
        programme = queries.programme_queries.programme(session, foundation.programme_id)
        programme.created_at = dt.datetime(2026, 7, 20, 1, tzinfo=dt.UTC)
    with time_machine.travel("2026-07-20T22:00:00Z", tick=False), transaction() as session:
        assert run_service.ask_quarterly(session, dt.date(2026, 7, 21)) == []
    with time_machine.travel("2026-07-21T22:00:00Z", tick=False), transaction() as session:
        assert len(run_service.ask_quarterly(session, dt.date(2026, 7, 22))) == 1


def test_a_programme_that_has_ended_tells_its_last_quarter_and_no_more(foundation):
    with transaction() as session:
        programme = queries.programme_queries.programme(session, foundation.programme_id)
        programme.created_at = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
        programme.ends_on = dt.date(2026, 5, 31)
    with time_machine.travel("2026-07-20T22:00:00Z", tick=False), transaction() as session:
        asked = [
            session.get_one(ReportRun, one).period
            for one in run_service.ask_quarterly(session, dt.date(2026, 7, 21))
        ]
    assert "2026-Q2" in asked
    with time_machine.travel("2026-10-20T22:00:00Z", tick=False), transaction() as session:
        later = [
            session.get_one(ReportRun, one).period
            for one in run_service.ask_quarterly(session, dt.date(2026, 10, 21))
        ]
    assert "2026-Q3" not in later


def test_a_run_that_broke_at_every_try_does_not_stand_before_a_new_one(foundation):
    first = ask(foundation)
    with transaction() as session:
        session.execute(sa.update(OutboxEvent).values(dead_at=dt.datetime(2026, 7, 10, tzinfo=dt.UTC)))

    second = ask(foundation)

    assert second != first
    assert run_row(first).refused == "report_broken"
    run_all()
    assert len(snapshots()) == 1


def test_refusals_come_before_anything_is_counted(foundation):
    with pytest.raises(PeriodNotOver):
        ask(foundation, quarter="2026-Q3")
    with pytest.raises(RestatementReasonMissing):
        ask(foundation, RunPurpose.RESTATE, reason="错了")
    with pytest.raises(NothingToRestate):
        ask(foundation, RunPurpose.RESTATE, reason="三月漏了一个县的收入，已经补上")
    with reading() as session:
        assert session.scalars(sa.select(ReportRun)).all() == []


def _twelve_fewer(foundation):
    """A correction that takes twelve women of one county out of March."""
    with transaction() as session:
        gone = (
            sa.select(MonthlyPay.account_id)
            .where(MonthlyPay.month == "2026-03", MonthlyPay.county_code == "520624")
            .order_by(MonthlyPay.account_id)
            .limit(12)
        )
        where = (MonthlyPay.month == "2026-03") & MonthlyPay.account_id.in_(session.scalars(gone).all())
        session.execute(sa.delete(MonthlyPay).where(where))


def test_a_restatement_is_a_new_version_with_its_reason_and_its_changes(foundation, browser_of):
    ask(foundation)
    run_all()
    _twelve_fewer(foundation)
    ask(foundation, RunPurpose.RESTATE, reason="三月有十二个人记错了县，已经更正")
    run_all()

    first, second = snapshots()
    assert (second.version, second.reason[:4]) == (2, "三月有十")
    tao = browser_of(foundation.tao)
    page = tao.get(f"/reports/{second.id}/changes").text
    assert "三月有十二个人记错了县" in page
    assert "55" in page, "women with pay in March before"
    assert "-10" in page or "-15" in page
    assert tao.get(f"/reports/{first.id}/changes").status_code == 404
    assert browser_of(foundation.gu).get(f"/reports/{second.id}/changes").status_code == 404
    log = tao.get(f"/programmes/{foundation.programme_id}/releases").text
    assert second.sha256[:16] in log
    assert "人太少" in log


def test_operators_read_what_each_foundation_was_told_and_what_changed(foundation, browser_of):
    ask(foundation)
    run_all()
    _twelve_fewer(foundation)
    ask(foundation, RunPurpose.RESTATE, reason="三月有十二个人记错了县，已经更正")
    run_all()
    first, second = snapshots()
    with transaction() as session:
        operator = create_account(session, NewAccount(Role.ADMIN, "13900000009", "安")).id

    client = browser_of(operator)
    log = client.get("/releases").text

    assert "春芽基金会" in log
    assert first.sha256[:16] in log
    assert second.sha256[:16] in log
    assert "人太少" in log
    assert f"/reports/{second.id}/changes" in log
    assert "三月有十二个人记错了县" in client.get(f"/reports/{second.id}/changes").text
    assert client.get("/reports/999999/changes").status_code == 404
    assert client.get(f"/reports/{first.id}/changes").status_code == 404
    assert browser_of(foundation.tao).get("/releases").status_code == 403


def test_a_restatement_that_tells_nothing_else_makes_no_version(foundation, browser_of):
    ask(foundation)
    run_all()
    run_id = ask(foundation, RunPurpose.RESTATE, reason="想再看一遍，什么也没有更正")
    run_all()

    assert len(snapshots()) == 1
    assert run_row(run_id).refused == "nothing_changed"
    page = browser_of(foundation.tao).get(f"/programmes/{foundation.programme_id}/report/runs/{run_id}")
    assert "没有新版本" in page.text
    assert "Refresh" not in page.headers


def test_a_large_programme_is_counted_in_the_background_and_its_page_says_how_far(
    foundation, browser_of, monkeypatch
):
    monkeypatch.setattr(run_service, "LIVE_MOST", 10)
    tao, address = browser_of(foundation.tao), f"/programmes/{foundation.programme_id}/report?quarter=2026-Q2"
    waiting = tao.get(address)
    assert "/report/runs/" in waiting.headers["Location"]
    with transaction() as session:
        run_service.note_stage(session, 1, Stage.HOUSEHOLDS, 20, 54)
    page = tao.get(waiting.headers["Location"])
    assert page.headers["Refresh"] == "2"
    assert "20 / 54" in page.text

    run_all()

    assert tao.get(waiting.headers["Location"]).headers["Location"].endswith(address)
    assert "420" in tao.get(address).text
    frozen = tao.post(address.partition("?")[0], data={"quarter": "2026-Q2"})
    assert "/report/runs/" in frozen.headers["Location"]
    run_all()
    assert "/reports/" in tao.get(frozen.headers["Location"]).headers["Location"]


def test_every_night_large_programmes_are_counted_beforehand(foundation, monkeypatch):
    monkeypatch.setattr(run_service, "LIVE_MOST", 10)
    with transaction() as session:
        assert len(run_service.ask_drafts(session, dt.date(2026, 7, 10))) == 2
    run_all()
    with reading() as session:
        drafts = session.scalars(sa.select(ReportDraft).order_by(ReportDraft.period)).all()
        assert [draft.period for draft in drafts] == ["2026-Q2", "2026-Q3"]
        first = drafts[0].document
    ask(foundation, RunPurpose.DRAFT)
    run_all()
    with reading() as session:
        anew = session.get_one(ReportDraft, (foundation.programme_id, "2026-Q2")).document
    assert {**anew, "data_as_of": ""} == {**first, "data_as_of": ""}, "a rebuild gives the same"


def test_changes_name_what_was_hidden_and_what_is_new():
    from annotate.reports.figures.changes import changes

    def document(*figures):
        names = ("table", "metric", "county_code", "month", "state", "value")
        return {"figures": [dict(zip(names, one, strict=True)) for one in figures]}

    same = ("months", "median_pay", "", "2026-01", "shown", "400")
    old = document(
        same, ("months", "total_pay", "", "2026-01", "shown", "1000"), ("m", "gone", "", "", "hidden", None)
    )
    new = document(
        same, ("months", "total_pay", "", "2026-01", "shown", "980"), ("m", "new", "", "", "shown", "5")
    )

    found = [
        SimpleNamespace(metric=c.metric, old=c.old, new=c.new, difference=c.difference)
        for c in changes(old, new)
    ]

    assert [one.metric for one in found] == ["total_pay", "new", "gone"]
    assert found[0].difference == "-20"
    assert (found[1].old, found[1].difference, found[2].new) == (None, None, None)
