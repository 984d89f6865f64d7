"""Any order of lease, draft, submit, resend, expire, release keeps the counters true and loses nothing."""

import datetime as dt
import uuid
from typing import ClassVar

import sqlalchemy as sa
import time_machine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.work import service, task_service
from annotate.work.models import Assignment, Submission, Task
from annotate.work.service import DraftBody
from annotate.work.states import LeaseState
from tests.conftest import People
from tests.work.answers import body, lease, submit
from tests.work.conftest import Site, make_site


class Leases(RuleBasedStateMachine):
    people: ClassVar[People]
    held = Bundle("held")
    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        self.time = time_machine.travel(dt.datetime(2026, 11, 24, tzinfo=dt.UTC), tick=False)
        self.clock = self.time.start()
        self.site: Site = make_site(self.people)
        self.acknowledged: dict[str, int] = {}

    def teardown(self) -> None:
        self.time.stop()

    @rule(
        target=held,
        who=st.sampled_from(["mei", "an", "lin", "qian"]),
        count=st.integers(1, 3),
    )
    def take(self, who: str, count: int) -> object:
        annotator_id = getattr(self.people, who)
        return multiple(*((annotator_id, one) for one in lease(annotator_id, self.site.project_id, count)))

    @rule(one=held, revision=st.integers(1, 5))
    def draw(self, one: tuple[int, int], revision: int) -> None:
        try:
            with transaction() as session:
                service.save_draft(session, *one, DraftBody([], 0, revision))
        except AnnotateError as refused:
            assert refused.code in ("older_draft", "already_submitted", "not_held")

    @rule(target=sent, one=held)
    def hand_in(self, one: tuple[int, int]) -> object:
        answer = body(submission_id=str(uuid.uuid4()))
        try:
            receipt = submit(*one, answer)
        except AnnotateError as refused:
            assert refused.code == "already_submitted"
            return multiple()
        self.acknowledged[receipt.submission.id] = one[1]
        return (one, answer)

    @rule(again=sent)
    def hand_in_again(self, again: tuple[tuple[int, int], service.SubmissionBody]) -> None:
        assert not submit(*again[0], again[1]).created

    @rule(one=consumes(held))
    def give_back(self, one: tuple[int, int]) -> None:
        try:
            with transaction() as session:
                service.release(session, *one, "other")
        except AnnotateError as refused:
            assert refused.code == "already_submitted"

    @rule(minutes=st.sampled_from([1, 31, 60 * 25]))
    def wait(self, minutes: int) -> None:
        self.clock.shift(dt.timedelta(minutes=minutes))
        with transaction() as session:
            service.expire_leases(session)

    @rule(index=st.integers(0, 2))
    def want_one_more(self, index: int) -> None:
        with transaction() as session:
            query = sa.select(Task).where(Task.project_id == self.site.project_id).order_by(Task.id)
            task = session.scalars(query).all()[index]
            if task.done >= task.target:
                task_service.ask_one_more(session, task.id)

    @invariant()
    def nothing_acknowledged_is_lost_or_doubled(self) -> None:
        with reading() as session:
            query = sa.select(Submission.id, Submission.assignment_id).where(
                Submission.project_id == self.site.project_id
            )
            stored = {row.id: row.assignment_id for row in session.execute(query)}
        assert stored == self.acknowledged
        assert len(set(stored.values())) == len(stored)

    @invariant()
    def counters_equal_the_rows(self) -> None:
        with reading() as session:
            for task in session.scalars(sa.select(Task).where(Task.project_id == self.site.project_id)):
                states = session.scalars(
                    sa.select(Assignment.state).where(Assignment.task_id == task.id)
                ).all()
                answers = states.count(LeaseState.SUBMITTED)
                assert (task.taken, task.done) == (answers + states.count(LeaseState.HELD), answers)


def test_any_order_of_events_keeps_every_promise(people: People) -> None:
    Leases.people = people

    run_state_machine_as_test(Leases, settings=settings(max_examples=12, stateful_step_count=25))
