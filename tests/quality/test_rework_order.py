"""The jobs that offer answers to be made anew come in the wrong order, twice, and late: the newest change holds."""

import datetime as dt

import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.projects.guideline_change import Redo
from annotate.projects.models import GuidelineChange
from annotate.quality import rework_service
from annotate.work import rework_service as reworks
from annotate.work.models import Rework
from tests.conftest import People
from tests.quality.crowd_work import RATE_E4
from tests.quality.test_rework import (
    SECOND,
    all_reworks,
    ask,
    draw_again,
    event_of,
    project_id,
    violations,
)
from worker_tasks.once import run_event

__all__ = ["project_id"]
THIRD = SECOND.replace("背影也框。", "坐着的也框。")


def open_ones() -> list[Rework]:
    return [one for one in all_reworks() if one.closed_at is None]


def changes_still_held() -> list[int]:
    with reading() as session:
        held = sa.select(GuidelineChange.version_id).where(GuidelineChange.offered_at.is_(None))
        return list(session.scalars(held.where(GuidelineChange.cost_e4 > 0)))


def test_the_job_of_an_older_change_leaves_what_a_newer_one_offered(people: People, project_id: int) -> None:
    older = ask(people, project_id)
    newer = ask(people, project_id, text=THIRD)
    assert run_event(event_of(f"rework-offer-{newer}"))
    before = {one.id for one in open_ones()}

    assert run_event(event_of(f"rework-offer-{older}"))

    assert {one.id for one in open_ones()} == before
    assert {one.guideline_version_id for one in all_reworks()} == {newer}
    assert changes_still_held() == []
    with reading() as session:
        assert reworks.promised_e4(session, project_id) == 2 * RATE_E4


def test_what_was_made_anew_by_the_newer_version_is_not_asked_for_by_the_older(
    people: People, project_id: int
) -> None:
    older = ask(people, project_id)
    newer = ask(people, project_id, text=THIRD)
    assert run_event(event_of(f"rework-offer-{newer}"))
    for one in all_reworks():
        draw_again(one)
        assert run_event(event_of(f"rework-done-{one.id}"))

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=3)):
        assert run_event(event_of(f"rework-offer-{older}"))

    assert open_ones() == []
    assert violations() == []


def test_an_older_job_killed_half_way_goes_on_after_the_newer_one(people: People, project_id: int) -> None:
    older = ask(people, project_id, Redo.ALL)
    with transaction() as session:
        assert rework_service.offer_some(session, older, limit=1) == 1
    newer = ask(people, project_id, text=THIRD)
    assert run_event(event_of(f"rework-offer-{newer}"))
    asked_by_newer = {one.submission_id for one in open_ones() if one.guideline_version_id == newer}

    assert run_event(event_of(f"rework-offer-{older}"))
    assert not run_event(event_of(f"rework-offer-{older}"))

    now_open = open_ones()
    assert len({one.submission_id for one in now_open}) == len(now_open) == 3
    assert {one.submission_id for one in now_open if one.guideline_version_id == newer} == asked_by_newer
    with reading() as session:
        assert reworks.promised_e4(session, project_id) == 3 * RATE_E4
