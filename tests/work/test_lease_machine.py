"""Any order of leasing, drawing, handing in, late and twice, giving back, stopping and clock jumps keeps the promises.

Promise 1: no acknowledged answer is lost. Promise 2: each is kept once, at the price frozen when it was handed out.
Promise 7: no task is lent to more people than it wants, and none is stuck while somebody may still do it.
"""

import datetime as dt
import uuid
from collections import Counter
from typing import Any, ClassVar

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
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work import offline_service, pace_service, service, standing_service, task_service
from annotate.work.models import Assignment, Submission, Task
from annotate.work.service import DraftBody, SubmissionBody
from annotate.work.states import Gate, LeaseState
from tests.conftest import People
from tests.work.answers import body, box, submit
from tests.work.conftest import Site, make_site

WOMEN = st.sampled_from(["mei", "an", "lin", "qian"])
Lent = tuple[int, int]


class Leases(RuleBasedStateMachine):
    people: ClassVar[People]
    held = Bundle("held")
    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        self.time = time_machine.travel(dt.datetime(2026, 11, 24, tzinfo=dt.UTC), tick=False)
        self.clock = self.time.start()
        self.site: Site = make_site(self.people)
        # What she was told: the answer and the price of each receipt.
        self.acknowledged: dict[str, tuple[int, int, list[Any]]] = {}
        self.price: dict[int, int] = {}
        # Answers and renewals that came after the lease had run out: all that may exceed what a task wants.
        self.too_late: Counter[int] = Counter()

    def teardown(self) -> None:
        try:
            self.nothing_is_stuck()
        finally:
            self.time.stop()

    def _lend(self, annotator_id: int, count: int | None, beside: int = 0) -> list[Lent]:
        with transaction() as session:
            handout = service.lease_bag(session, annotator_id, self.site.project_id, count, beside=beside)
            for one in handout.assignments:
                assert self.price.setdefault(one.id, one.rate_e4) == one.rate_e4
            return [(annotator_id, one.id) for one in handout.assignments]

    @rule(target=held, who=WOMEN, count=st.sampled_from([None, 1, 2, 3]), drawn=st.sampled_from([0.0, 0.999]))
    def take(self, who: str, count: int | None, drawn: float) -> object:
        from annotate.work import lease_service

        lease_service.use_chance(lambda: drawn)
        return multiple(*self._lend(getattr(self.people, who), count))

    @rule(one=held)
    def take_along(self, one: Lent) -> None:
        with transaction() as session:
            hers = [session.get_one(Assignment, one[1])]
            if hers[0].state is LeaseState.HELD:
                offline_service.hold_offline(session, one[0], self.site.project_id, hers)

    @rule(one=held, revision=st.integers(1, 5))
    def draw(self, one: Lent, revision: int) -> None:
        was_over = self._state(one) is LeaseState.EXPIRED
        try:
            with transaction() as session:
                service.save_draft(session, *one, DraftBody([], 0, revision))
        except AnnotateError as refused:
            assert refused.code in ("older_draft", "already_submitted", "not_held")
        else:
            self._note_late(one, was_over)

    @rule(one=held)
    def keep(self, one: Lent) -> None:
        was_over = self._state(one) is LeaseState.EXPIRED
        try:
            with transaction() as session:
                service.keep_for_me(session, *one)
        except AnnotateError as refused:
            assert refused.code == "not_held"
        else:
            self._note_late(one, was_over)

    @rule(target=sent, one=held, shapes=st.integers(0, 2))
    def hand_in(self, one: Lent, shapes: int) -> object:
        answer = body(*(box() for _ in range(shapes)), submission_id=str(uuid.uuid4()))
        was_over = self._state(one) is not LeaseState.HELD
        try:
            receipt = submit(*one, answer)
        except AnnotateError as refused:
            assert refused.code == "already_submitted"
            return multiple()
        self._note_late(one, was_over)
        assert receipt.submission.rate_e4 == self.price[one[1]]
        self.acknowledged[receipt.submission.id] = (one[1], self.price[one[1]], answer.annotations)
        return (one, answer)

    @rule(again=sent)
    def hand_in_again(self, again: tuple[Lent, SubmissionBody]) -> None:
        assert not submit(*again[0], again[1]).created

    @rule(one=consumes(held))
    def give_back(self, one: Lent) -> None:
        try:
            with transaction() as session:
                service.release(session, *one, "other")
        except AnnotateError as refused:
            assert refused.code == "already_submitted"

    @rule(minutes=st.sampled_from([1, 31, 60 * 25, 60 * 24 * 8, -45]), sweep=st.booleans())
    def let_time_pass(self, minutes: int, sweep: bool) -> None:
        """Forward, or back as a clock that was set right; with the sweep, or before it has come."""
        self.clock.shift(dt.timedelta(minutes=minutes))
        if sweep:
            self._sweep()

    @rule(index=st.integers(0, 2), gain=st.floats(0, 1))
    def want_one_more(self, index: int, gain: float) -> None:
        with transaction() as session:
            task = session.scalars(self._tasks()).all()[index]
            if task.done >= task.target:
                task_service.ask_one_more(session, task.id, gain)

    @rule(index=st.integers(0, 2))
    def agree(self, index: int) -> None:
        with transaction() as session:
            task = session.scalars(self._tasks()).all()[index]
            if task.done >= task.target:
                task_service.mark_agreed(session, task.id)

    @rule(rate_e4=st.sampled_from([100, 4200, 9900]), level=st.integers(1, 4), who=WOMEN)
    def change_price(self, rate_e4: int, level: int, who: str) -> None:
        with transaction() as session:
            session.get_one(Project, self.site.project_id).rate_e4 = rate_e4
            standing_service.set_level(session, getattr(self.people, who), self.site.project_id, level)

    @rule(who=WOMEN, gate=st.sampled_from([Gate.OPEN, Gate.BANNED, Gate.PAUSED]))
    def change_gate(self, who: str, gate: Gate) -> None:
        until = self.clock_now() + dt.timedelta(hours=24) if gate is Gate.PAUSED else None
        with transaction() as session:
            standing_service.set_gate(
                session, getattr(self.people, who), self.site.project_id, gate, until=until
            )

    @rule()
    def pause(self) -> None:
        with transaction() as session:
            project = session.get_one(Project, self.site.project_id)
            if project.state is ProjectState.PUBLISHED:
                projects.mark_paused(session, self.people.zhao, project)

    @rule()
    def go_on(self) -> None:
        with transaction() as session:
            project = session.get_one(Project, self.site.project_id)
            if project.state is ProjectState.PAUSED:
                task_service.publish_project(session, self.people.zhao, project.id)

    @rule()
    def close(self) -> None:
        with transaction() as session:
            project = session.get_one(Project, self.site.project_id)
            # Closed for good nothing more could happen: only where enough has.
            if project.state is ProjectState.PAUSED and len(self.acknowledged) > 3:
                projects.mark_closed(session, self.people.zhao, project)

    @rule()
    def count_pace(self) -> None:
        with transaction() as session:
            pace_service.count_project(session, self.site.project_id)

    @invariant()
    def what_was_acknowledged_reads_back_equal_and_once(self) -> None:
        with reading() as session:
            query = sa.select(Submission).where(Submission.project_id == self.site.project_id)
            stored = {
                one.id: (one.assignment_id, one.rate_e4, one.annotations) for one in session.scalars(query)
            }
        assert stored == self.acknowledged
        assert len({assignment_id for assignment_id, _, _ in stored.values()}) == len(stored)

    @invariant()
    def counters_equal_the_rows(self) -> None:
        with reading() as session:
            for task in session.scalars(self._tasks()):
                states = session.scalars(
                    sa.select(Assignment.state).where(Assignment.task_id == task.id)
                ).all()
                answers = states.count(LeaseState.SUBMITTED)
                assert (task.taken, task.done) == (answers + states.count(LeaseState.HELD), answers)

    @invariant()
    def no_task_is_lent_to_more_than_it_wants(self) -> None:
        with reading() as session:
            for task in session.scalars(self._tasks()):
                assert task.taken <= task.target + self.too_late[task.id]

    def nothing_is_stuck(self) -> None:
        """After the sweep, whoever never had it gets each open task, in one go."""
        with transaction() as session:
            project = session.get_one(Project, self.site.project_id)
            if project.state is ProjectState.PAUSED:
                task_service.publish_project(session, self.people.zhao, project.id)
            closed = project.state is ProjectState.CLOSED
        self.clock.shift(dt.timedelta(days=30))
        self._sweep()
        with transaction() as session:
            new = create_account(
                session, NewAccount(Role.ANNOTATOR, f"139{uuid.uuid4().int % 10**8:08}", "新")
            ).id
            wanted = {
                t.id for t in session.scalars(self._tasks()) if t.state == "open" and t.taken < t.target
            }
        lent = {one for _, one in self._lend(new, 20)}
        with reading() as session:
            got = set(session.scalars(sa.select(Assignment.task_id).where(Assignment.id.in_(lent))))
        assert got == (set() if closed else wanted)

    def _tasks(self) -> sa.Select[Task]:
        query = sa.select(Task).where(Task.project_id == self.site.project_id)
        return query.order_by(Task.id).execution_options(populate_existing=True)

    def _state(self, one: Lent) -> LeaseState:
        with reading() as session:
            return session.get_one(Assignment, one[1]).state

    def _note_late(self, one: Lent, was_over: bool) -> None:
        if was_over:
            with reading() as session:
                self.too_late[session.get_one(Assignment, one[1]).task_id] += 1

    def clock_now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def _sweep(self) -> None:
        with transaction() as session:
            service.expire_leases(session)


def test_any_order_of_events_keeps_every_promise(people: People) -> None:
    Leases.people = people

    run_state_machine_as_test(Leases, settings=settings(max_examples=12, stateful_step_count=30))
