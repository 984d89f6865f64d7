"""Whatever is earned, listed, signed, sent, told, failed and retried in any order: nobody is paid twice, and the books are true."""

import contextlib
from collections.abc import Iterator
from itertools import count
from typing import ClassVar

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from annotate.core.db import reading, transaction
from annotate.core.errors import AnnotateError
from annotate.core.money import format_e4
from annotate.ledger import proof_service
from annotate.ledger import service as ledger
from annotate.ledger.models import Posting
from annotate.pay import accounts, payout_service
from annotate.pay.models import PayoutBatch, PayoutLine, TaxWithheld
from annotate.pay.payouts import UNDER_WAY, BatchState, Channel, LineState
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from tests.conftest import People
from tests.pay.payday import NOVEMBER, enter_account, owe, result, take

WORDS = ("成功", "失败", "处理中", "待收款", "已退回")
OPEN = (BatchState.PREPARED, BatchState.SIGNED, BatchState.APPROVED)


class Payouts(RuleBasedStateMachine):
    """Two people, three officers, one channel. All examples share one database, each with people of its own."""

    numbers: ClassVar[Iterator[int]] = count(1)
    officers: ClassVar[tuple[int, ...]] = ()

    @initialize()
    def begin(self) -> None:
        self.hers: dict[int, int] = {}
        self.earned = 0
        with transaction() as session:
            for _ in range(2):
                phone = f"137{next(self.numbers):08d}"
                self.hers[create_account(session, NewAccount(Role.ANNOTATOR, phone, "梅")).id] = 0
        for who in self.hers:
            enter_account(who)

    @rule(
        data=st.data(),
        amount_e4=st.integers(1, 30_000_0000),
        month=st.sampled_from(["2026-09", "2026-10", "2026-11"]),
    )
    def earn(self, data: st.DataObject, amount_e4: int, month: str) -> None:
        """A piece, an appeal that was granted, a top-up: to paying out all are something owed."""
        who = data.draw(st.sampled_from(sorted(self.hers)))
        self.earned += 1
        owe(who, amount_e4, month, f"e{self.earned}")
        self.hers[who] += amount_e4

    @rule(is_payday=st.booleans())
    def list_batch(self, is_payday: bool) -> None:
        self._try(
            lambda session: payout_service.prepare_batches(
                session, self.officers[0], Channel.ALIPAY, "CNY", is_payday
            )
        )

    @rule(officer=st.integers(0, 2), step=st.sampled_from(["sign", "sign", "sign", "send", "send", "cancel"]))
    def press(self, officer: int, step: str) -> None:
        for batch_id in self._batches(*OPEN):
            act = getattr(payout_service, step)
            self._try(lambda session, b=batch_id, a=act: a(session, self.officers[officer], b))

    @rule()
    def send_all(self) -> None:
        """The usual way, in one go: a walk of single presses would hardly get this far."""
        self.list_batch(is_payday=True)
        for batch_id in self._batches(*OPEN):
            for officer in self.officers[:2]:
                self._try(lambda session, b=batch_id, o=officer: payout_service.sign(session, o, b))
            self._try(lambda session, b=batch_id: payout_service.send(session, self.officers[2], b))

    @precondition(lambda self: self._lines(LineState.SENT, LineState.WAITING, LineState.PAID))
    @rule(data=st.data(), word=st.sampled_from(WORDS), again=st.booleans())
    def told(self, data: st.DataObject, word: str, again: bool) -> None:
        """A result file about some of the payments, maybe taken in twice, maybe against what was told before."""
        known = self._lines(LineState.SENT, LineState.WAITING, LineState.PAID)
        some = data.draw(st.lists(st.sampled_from(known), min_size=1, unique_by=lambda line: line.id))
        chosen = [line for line in some if line.batch_id == some[0].batch_id]
        rows = [(line.number, "梅", format_e4(line.net_e4).replace(",", ""), word) for line in chosen]
        for _ in range(1 + again):
            with contextlib.suppress(AnnotateError):
                take(self.officers[0], chosen[0].batch_id, result(Channel.ALIPAY, *rows))

    @precondition(lambda self: self._lines(LineState.PAID))
    @rule()
    def comes_back(self) -> None:
        line = self._lines(LineState.PAID)[0]
        row = (line.number, "梅", format_e4(line.net_e4).replace(",", ""), "退票")
        take(self.officers[0], line.batch_id, result(Channel.ALIPAY, row))

    def _try(self, act: object) -> None:
        """Refusals are answers too: what is refused changes nothing."""
        try:
            with transaction() as session:
                act(session)  # type: ignore[operator]
        except AnnotateError:
            pass

    def _batches(self, *states: BatchState) -> list[int]:
        with reading() as session:
            return list(session.scalars(sa.select(PayoutBatch.id).where(PayoutBatch.state.in_(states))))

    def _lines(self, *states: LineState) -> list[PayoutLine]:
        with reading() as session:
            mine = sa.select(PayoutLine).where(PayoutLine.annotator_id.in_(self.hers))
            found = session.scalars(mine.where(PayoutLine.state.in_(states)).order_by(PayoutLine.id)).all()
            session.expunge_all()
            return list(found)

    @invariant()
    def books_are_true(self) -> None:
        with reading() as session:
            assert proof_service.verify(session) == []

    @invariant()
    def nobody_is_paid_twice(self) -> None:
        for who, earned_e4 in self.hers.items():
            lines = [line for line in self._lines(*LineState) if line.annotator_id == who]
            under_way = [line for line in lines if line.state in UNDER_WAY]
            assert len(under_way) <= 1
            left = sum(
                line.net_e4
                for line in lines
                if line.state in (LineState.SENT, LineState.WAITING, LineState.PAID)
            )
            with reading() as session:
                kept = session.scalar(
                    sa.select(sa.func.coalesce(sa.func.sum(TaxWithheld.amount_e4), 0)).where(
                        TaxWithheld.annotator_id == who
                    )
                )
                owed = ledger.balance_of_code(session, accounts.payable(who, "CNY").code)
            assert owed >= 0
            assert owed + left + int(kept or 0) == earned_e4
            retried = [line.retries_id for line in lines if line.retries_id]
            assert len(set(retried)) == len(retried)

    @invariant()
    def all_postings_sum_to_nothing(self) -> None:
        signed = sa.case((Posting.side == "debit", Posting.amount_e4), else_=-Posting.amount_e4)
        with reading() as session:
            assert int(session.scalar(sa.select(sa.func.coalesce(sa.func.sum(signed), 0))) or 0) == 0

    def teardown(self) -> None:
        for batch_id in self._batches(*OPEN):
            self._try(lambda session, b=batch_id: payout_service.cancel(session, self.officers[0], b))


@pytest.mark.usefixtures("database")
def test_nobody_is_paid_twice_in_any_order(people: People) -> None:
    Payouts.officers = (people.qian, people.zhao, people.lin)
    with time_machine.travel(NOVEMBER, tick=False):
        run_state_machine_as_test(
            Payouts,
            settings=settings(max_examples=12, stateful_step_count=25, deadline=None, derandomize=True),
        )
    with reading() as session:
        reached = set(session.scalars(sa.select(PayoutLine.state)))
        retried = session.scalar(sa.select(sa.func.count(PayoutLine.retries_id)))
    # The walk has been everywhere, or it would prove little.
    assert reached >= {
        LineState.SENT,
        LineState.PAID,
        LineState.FAILED,
        LineState.RETURNED,
        LineState.DROPPED,
    }
    assert retried
