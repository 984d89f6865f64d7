"""From her side: the time is over while she draws, or a newer change comes while she draws by an older."""

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.pay.models import Earning, EarningKind
from annotate.projects.guideline_change import Effect, Redo
from annotate.quality import rework_service
from annotate.work import rework_service as reworks
from annotate.work import service as work
from annotate.work.errors import AlreadySubmitted
from annotate.work.models import Draft, Rework
from annotate.work.service import DraftBody
from tests.conftest import People
from tests.quality.crowd_work import RATE_E4, TRUTH, boxes, right
from tests.quality.test_anew import FIRST, NEW, judge, make_anew, offered, results

__all__ = ["offered"]
Offered = dict[int, Rework]


def save(rework: Rework, revision: int) -> None:
    with transaction() as session:
        sent = DraftBody(right(), 1_000, revision, ())
        work.save_draft(session, rework.annotator_id, rework.assignment_id, sent)


def close_overdue() -> int:
    with transaction() as session:
        return reworks.close_overdue(session)


def paid(rework: Rework) -> list[int]:
    with reading() as session:
        query = sa.select(Earning.amount_e4).where(Earning.kind == EarningKind.REWORK)
        return list(session.scalars(query.where(Earning.rework_id == rework.id)))


def newer_change(people: People, project_id: int, text: str) -> None:
    with transaction() as session:
        effect = Effect(alters=True, redo=Redo.TOUCHED)
        version = rework_service.publish_change(session, people.zhao, project_id, text, "", effect).id
        while rework_service.offer_some(session, version):
            pass


def test_what_she_is_drawing_is_not_taken_from_her_when_the_time_is_over(
    people: People, offered: Offered
) -> None:
    hers = offered[people.mei]
    over = dt.datetime.now(dt.UTC) + reworks.TIME + reworks.LATE
    with time_machine.travel(over - dt.timedelta(hours=1)):
        save(hers, 1)
    with time_machine.travel(over + dt.timedelta(hours=2)):
        # An's and Lin's, which nobody touches.
        assert close_overdue() == 2
        save(hers, 2)
        make_anew(hers, boxes(*NEW))

    assert paid(hers) == [RATE_E4]


def test_a_drawing_left_lying_is_given_up_like_any_other_and_never_later_than_a_week(
    people: People, offered: Offered
) -> None:
    left, kept = offered[people.mei], offered[people.an]
    over = dt.datetime.now(dt.UTC) + reworks.TIME
    with time_machine.travel(over - dt.timedelta(hours=1)):
        save(left, 1)
    with time_machine.travel(over + dt.timedelta(days=6, hours=20)):
        save(kept, 1)
        assert close_overdue() == 2
    with time_machine.travel(over + dt.timedelta(days=7, hours=1)):
        assert close_overdue() == 1
        with pytest.raises(AlreadySubmitted):
            make_anew(kept, boxes(*NEW))

    with reading() as session:
        assert session.scalars(sa.select(Draft)).all() == []


def test_a_change_that_comes_while_she_draws_by_the_one_before_is_not_held_against_her(
    people: People, offered: Offered
) -> None:
    newer_change(people, offered[people.mei].project_id, FIRST.replace("框要贴边。", "所有的车都框。"))
    with reading() as session:
        query = sa.select(Rework).where(Rework.closed_at.is_(None))
        now_asked = {one.annotator_id: one for one in session.scalars(query)}

    # She had begun by the version before: without the second car.
    make_anew(now_asked[people.mei], boxes(*NEW))
    for who in (people.an, people.lin):
        make_anew(now_asked[who], [one | {"box": [n + 1.0 for n in one["box"]]} for one in boxes(*TRUTH)])
    judge()

    found = results()[people.mei]
    assert found.score == 1.0
    assert found.reason["grace"]["excused"] == 1


def test_what_comes_long_after_such_a_change_is_judged_by_it(people: People, offered: Offered) -> None:
    newer_change(people, offered[people.mei].project_id, FIRST.replace("框要贴边。", "所有的车都框。"))
    with reading() as session:
        query = sa.select(Rework).where(Rework.closed_at.is_(None))
        now_asked = {one.annotator_id: one for one in session.scalars(query)}

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=8)):
        make_anew(now_asked[people.mei], boxes(*NEW))
        for who in (people.an, people.lin):
            make_anew(now_asked[who], right())
        judge()

    score = results()[people.mei].score
    assert score is not None
    assert score < 1.0
