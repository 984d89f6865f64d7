"""Levels rise and fall with what was judged, a hint comes before a pause, and a pause ends by itself."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid, NotFound
from annotate.core.models import AuditEvent, OutboxEvent
from annotate.messages.models import Message
from annotate.quality import rules_service, standing_service
from annotate.quality import service as quality
from annotate.quality.drift import Drift
from annotate.quality.judgement import Verdict
from annotate.quality.levels import USUAL_RULES, Rules, Stage
from annotate.quality.models import Judgement, QualityStage
from annotate.work import service as work
from annotate.work import standing_service as standings
from annotate.work.models import Submission
from annotate.work.service import SubmissionBody
from annotate.work.standing import Standing, gate_at
from annotate.work.states import Gate, NoWorkReason
from tests.conftest import People
from tests.quality.crowd_work import (
    RATE_E4,
    answer,
    catch_up,
    hand_out,
    judgements_of,
    nonsense,
    publish,
    right,
    task_ids,
)
from worker_tasks.once import run_event

Browser = Callable[[int], Any]


@pytest.fixture
def project_id(people: People) -> int:
    return publish(people.zhao, pictures=90, answers=2)


class Judging:
    """Hands in and judges so many answers of Mei's, good or poor, by a person."""

    def __init__(self, people: People, project_id: int) -> None:
        self.people, self.project_id = people, project_id
        self._left = task_ids(project_id)

    def judge(self, good: int, poor: int = 0) -> None:
        with transaction() as session:
            for number in range(good + poor):
                task_id = self._left.pop()
                assignment = hand_out(session, self.people.mei, self.project_id, task_id)
                body = SubmissionBody(str(uuid.uuid4()), right(), 1000)
                sent = work.submit(session, self.people.mei, assignment.id, body).submission
                waiting = quality._add(session, sent, Verdict.IN_REVIEW, None, score=0.5)
                verdict = Verdict.ACCEPTED if number < good else Verdict.PART
                quality.judge_again(session, waiting, verdict, self.people.lin, "远处的行人没有框")

    def refresh(self) -> Standing:
        with transaction() as session:
            standing_service.refresh(session, self.people.mei, self.project_id)
        with reading() as session:
            return standings.standing_of(session, self.people.mei, self.project_id)

    def stage(self) -> Stage:
        with reading() as session:
            return session.get_one(QualityStage, (self.people.mei, self.project_id)).stage


@pytest.fixture
def mei(people: People, project_id: int) -> Judging:
    return Judging(people, project_id)


def announced(kind: str) -> list[str]:
    with reading() as session:
        query = sa.select(OutboxEvent.ref).where(OutboxEvent.kind == kind).order_by(OutboxEvent.id)
        return list(session.scalars(query))


def messages() -> list[tuple[str, str]]:
    with reading() as session:
        found = session.execute(sa.select(Message.kind, Message.link).order_by(Message.id))
        return [(row.kind, row.link) for row in found]


def test_sure_work_lifts_her_and_the_next_bag_pays_more(people: People, mei: Judging) -> None:
    mei.judge(good=12)

    standing = mei.refresh()

    assert (standing.level, standing.shown["good"], standing.shown["judged"]) == (2, 12, 12)
    assert announced("level.changed") == [f"{people.mei}-{mei.project_id}"]
    [(kind, link)] = messages()
    assert kind == "level.raised"
    # The message leads to a picture that shows why.
    with reading() as session:
        example = session.get_one(Judgement, int(link.rsplit("/", 1)[1]))
        assert (example.annotator_id, example.verdict) == (people.mei, Verdict.ACCEPTED)
    with transaction() as session:
        held = work.lease_bag(session, people.mei, mei.project_id, 1).assignments
        assert [one.rate_e4 for one in held] == [RATE_E4 * 110 // 100]


def test_one_poor_picture_after_a_rise_changes_nothing_and_looking_again_neither(mei: Judging) -> None:
    mei.judge(good=12)
    first = mei.refresh()
    mei.judge(good=0, poor=1)

    assert (mei.refresh().level, mei.refresh().level) == (2, 2)
    assert first.level == 2
    assert len(announced("level.changed")) == 1


def test_a_poor_streak_lowers_her_with_the_picture_that_shows_it(mei: Judging) -> None:
    mei.judge(good=12)
    mei.refresh()
    mei.judge(good=0, poor=6)

    standing = mei.refresh()

    assert (standing.level, standing.shown["was"]) == (1, 2)
    with reading() as session:
        assert session.get_one(Judgement, standing.shown["example"]).verdict is Verdict.PART
    assert [kind for kind, _ in messages()] == ["level.raised", "level.lowered"]


def test_the_job_does_it_once_though_delivered_twice_and_dies_without_a_trace(
    people: People, mei: Judging
) -> None:
    mei.judge(good=12)
    with reading() as session:
        due = session.scalars(sa.select(OutboxEvent).where(OutboxEvent.kind == "standing.due")).all()
    # All that was judged within some minutes is one look.
    assert len(due) in (1, 2)
    assert due[0].due_at > clock.now() - dt.timedelta(minutes=5)

    class Killed(BaseException):
        pass

    def die() -> None:
        with transaction() as session:
            standing_service.refresh(session, people.mei, mei.project_id)
            raise Killed

    with pytest.raises(Killed):
        die()
    with reading() as session:
        assert standings.standing_of(session, people.mei, mei.project_id).level == 1
    with time_machine.travel(clock.now() + dt.timedelta(minutes=10)):
        assert [run_event(one.id) for one in (*due, *due)] == [True] * len(due) + [False] * len(due)
    assert len(announced("level.changed")) == 1


def test_the_nightly_look_reaches_everybody_in_parts(people: People, mei: Judging) -> None:
    mei.judge(good=12)
    answer(people.an, mei.project_id, right())
    with transaction() as session:
        for submission in session.scalars(sa.select(Submission).where(Submission.annotator_id == people.an)):
            quality.accept_gold(session, submission, 1.0, {}, None)

    seen, after = [], (0, 0)
    while after is not None:
        with transaction() as session:
            after = standing_service.refresh_some(session, after, limit=1)
        seen.append(after)

    assert seen == [(mei.project_id, people.mei), (mei.project_id, people.an), None]
    with reading() as session:
        assert standings.standing_of(session, people.mei, mei.project_id).level == 2


def test_first_a_hint_with_paid_practice_then_a_pause_of_a_day_then_she_is_back(
    people: People, mei: Judging
) -> None:
    mei.judge(good=22, poor=8)
    assert mei.refresh().gate is Gate.OPEN
    assert announced("practice.offered") == [f"{people.mei}-{mei.project_id}"]
    assert messages()[-1][0] == "quality.hint"
    # What came before the hint counts for no pause.
    assert (mei.refresh().gate, mei.stage()) == (Gate.OPEN, Stage.HINTED)

    mei.judge(good=10, poor=20)
    paused = mei.refresh()

    assert (paused.gate, paused.reason) == (Gate.PAUSED, standing_service.POOR_WORK)
    assert paused.paused_until is not None
    assert abs(paused.paused_until - clock.now() - dt.timedelta(hours=24)) < dt.timedelta(minutes=1)
    with transaction() as session:
        handout = work.lease_bag(session, people.mei, mei.project_id, 1)
        assert (handout.assignments, handout.reason) == ([], NoWorkReason.PAUSED)
        assert standing_service.open_after_pauses(session) == 0
    with time_machine.travel(clock.now() + dt.timedelta(hours=24, minutes=1)):
        assert gate_at(paused, clock.now()) is Gate.OPEN
        with transaction() as session:
            assert standing_service.open_after_pauses(session) == 1
            assert standing_service.open_after_pauses(session) == 0
        # She begins anew: the old pictures close nothing.
        assert (mei.refresh().gate, mei.stage()) == (Gate.OPEN, Stage.CLEAR)
        with transaction() as session:
            assert work.lease_bag(session, people.mei, mei.project_id, 1).assignments
    assert [kind for kind, _ in messages()][-2:] == ["gate.paused", "gate.opened"]
    with reading() as session:
        told = session.scalars(sa.select(AuditEvent.action).where(AuditEvent.action.like("gate.%"))).all()
    assert list(told) == ["gate.paused", "gate.opened"]


def test_doing_better_after_the_hint_clears_it(mei: Judging) -> None:
    mei.judge(good=20, poor=10)
    mei.refresh()
    mei.judge(good=30)
    mei.refresh()
    assert mei.stage() is Stage.CLEAR


def test_what_only_the_clock_accepted_closes_no_gate_and_lifts_nobody(people: People, mei: Judging) -> None:
    with transaction() as session:
        for task_id in task_ids(mei.project_id)[:30]:
            assignment = hand_out(session, people.mei, mei.project_id, task_id)
            body = SubmissionBody(str(uuid.uuid4()), nonsense(), 1000)
            sent = work.submit(session, people.mei, assignment.id, body).submission
            quality._add(session, sent, Verdict.IN_REVIEW, None, score=0.1)
    with time_machine.travel(clock.now() + dt.timedelta(hours=73)), transaction() as session:
        assert quality.accept_overdue(session) == 30

    standing = mei.refresh()

    assert (standing.level, standing.gate, mei.stage()) == (1, Gate.OPEN, Stage.CLEAR)
    assert (standing.shown["good"], standing.shown["judged"]) == (0, 30)


def test_a_project_sets_its_own_marks_within_bounds(people: People, mei: Judging) -> None:
    with transaction() as session:
        assert rules_service.rules_of(session, mei.project_id) == USUAL_RULES
        rules_service.set_rules(session, people.zhao, mei.project_id, Rules(level_percents=(80, 90, 95)))
        rules_service.set_rules(session, people.zhao, mei.project_id, Rules(level_percents=(60, 90, 95)))
    mei.judge(good=6)
    assert mei.refresh().level == 2
    for wrong in (
        Rules(level_percents=(90, 80, 95)),
        Rules(gate_percent=95),
        Rules(gate_least=1),
        Rules(second_percent=6),
        Rules(most_of_one=1000),
    ):
        with pytest.raises(Invalid), transaction() as session:
            rules_service.set_rules(session, people.zhao, mei.project_id, wrong)
    with pytest.raises(NotFound), transaction() as session:
        rules_service.set_rules(session, people.sun, mei.project_id, USUAL_RULES)


def words_at_home(browser_of: Browser, people: People) -> str:
    return str(browser_of(people.mei).get("/work").text)


def test_her_home_says_in_words_what_she_earns_now_why_and_what_comes_next(
    browser_of: Browser, people: People, mei: Judging
) -> None:
    assert "你做得怎么样" not in words_at_home(browser_of, people)
    mei.judge(good=13)
    standing = mei.refresh()

    home = words_at_home(browser_of, people)

    assert "你做得越来越稳了。 从下一批图起，每张多付 10 %。" in home
    assert "最近看过的 13 张图里，13 张做得好。" in home
    assert f"/answers/{standing.shown['example']}" in home
    assert "再接连做好大约 9 张，每张就多付 20 %。" in home
    # Never a bare number, never a rank.
    assert "2 级" not in home
    mei.judge(good=0, poor=8)
    mei.refresh()
    assert "最近有几张和大家的不一样。 每张按平常的价付。 已经挣到的不变。" in words_at_home(
        browser_of, people
    )


def test_a_hint_a_pause_and_the_way_back_are_told_without_blame(
    browser_of: Browser, people: People, mei: Judging
) -> None:
    mei.judge(good=15, poor=15)
    standing = mei.refresh()
    assert "练习照付钱" in words_at_home(browser_of, people)
    assert f"/answers/{standing.shown['hint']}" in words_at_home(browser_of, people)
    mei.judge(good=15, poor=15)
    mei.refresh()
    assert "到时候自动接着做" in words_at_home(browser_of, people)
    with time_machine.travel(clock.now() + dt.timedelta(hours=25)):
        with transaction() as session:
            standing_service.open_after_pauses(session)
        home = words_at_home(browser_of, people)
    assert "到时候自动接着做" not in home
    assert "练习照付钱" not in home


def test_her_week_is_told_in_one_kind_sentence_only_where_it_is_sure(
    browser_of: Browser, people: People, mei: Judging
) -> None:
    with time_machine.travel(clock.now() - dt.timedelta(days=10)):
        mei.judge(good=20)
    mei.judge(good=13, poor=7)
    mei.refresh()
    assert "谁都会这样，慢慢来。" in words_at_home(browser_of, people)
    assert "谁都会这样，慢慢来。" in browser_of(people.mei).get("/answers/standing").text
    with reading() as session:
        assert standing_service.project_drift(session, mei.project_id) is Drift.WORSE


def test_one_thing_to_improve_comes_with_her_picture_beside_the_others(
    browser_of: Browser, people: People
) -> None:
    made = publish(people.zhao, answers=3, most=3)
    answer(people.an, made, right())
    answer(people.lin, made, right())
    bad = answer(people.mei, made, nonsense())
    catch_up()
    judgement_id = judgements_of(bad)[0].id
    with transaction() as session:
        decided = quality.decide(session, people.lin, judgement_id, Verdict.PART, "远处的行人没有框").id

    for page in ("/work", "/answers"):
        seen = browser_of(people.mei).get(page).text
        assert "可以更好" in seen or "改进" in seen
        assert seen.count('<svg viewBox="0 0 640 360"') == 2
        assert f"/answers/{decided}" in seen
