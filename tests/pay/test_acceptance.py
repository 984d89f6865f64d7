"""Accepted work is paid exactly once, at the rate of its lease, whatever is run twice or in another order."""

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import Database, reading, transaction
from annotate.core.errors import NotFound
from annotate.core.models import OutboxEvent
from annotate.ledger.proof_service import verify
from annotate.ledger.service import balance_of_code
from annotate.pay import service as pay
from annotate.pay.models import Earning, EarningKind
from annotate.projects.models import Project
from annotate.quality import appeal_service as appeals
from annotate.quality import service as quality
from annotate.quality.judgement import Verdict
from annotate.quality.models import Judgement
from tests.conftest import People
from tests.ledger.tampering import tamper
from tests.quality.crowd_work import (
    RATE_E4,
    answer,
    catch_up,
    deliver,
    judgements_of,
    nonsense,
    publish,
    right,
    waiting_events,
)

pytestmark = pytest.mark.usefixtures("database")


def earned(annotator_id: int) -> list[tuple[EarningKind, int]]:
    with reading() as session:
        query = sa.select(Earning).where(Earning.annotator_id == annotator_id).order_by(Earning.id)
        return [(earning.kind, earning.amount_e4) for earning in session.scalars(query)]


def owed_e4(annotator_id: int) -> int:
    with reading() as session:
        return balance_of_code(session, f"payable:{annotator_id}:CNY")


def violations() -> list[str]:
    with reading() as session:
        return [str(violation) for violation in verify(session)]


def two_good_answers(people: People) -> list[str]:
    project_id = publish(people.zhao)
    return [answer(people.mei, project_id, right()), answer(people.an, project_id, right())]


def test_each_accepted_answer_is_paid_its_rate(people: People) -> None:
    two_good_answers(people)

    catch_up()

    assert earned(people.mei) == earned(people.an) == [(EarningKind.PIECE, RATE_E4)]
    assert owed_e4(people.mei) == RATE_E4
    with reading() as session:
        assert balance_of_code(session, "piece_pay:CNY") == 2 * RATE_E4
        assert pay.spent_of(session, 1) == pay.Spent(2 * RATE_E4, 2)
    assert violations() == []


def test_a_job_that_runs_again_pays_nothing_more(people: People) -> None:
    two_good_answers(people)
    catch_up()

    with transaction() as session:
        for judgement_id in session.scalars(sa.select(Judgement.id)):
            pay.book_acceptance(session, judgement_id)

    assert earned(people.mei) == [(EarningKind.PIECE, RATE_E4)]
    assert violations() == []


def test_a_job_killed_before_its_commit_leaves_nothing_and_is_made_good(people: People) -> None:
    two_good_answers(people)
    while (event := waiting_events()[0]).kind != "submission.accepted":
        deliver(event)

    with pytest.raises(ZeroDivisionError), transaction() as session:
        pay.book_acceptance(session, int(event.ref))
        raise ZeroDivisionError
    assert earned(people.mei) == earned(people.an) == []
    assert violations() == []

    catch_up()
    assert earned(people.mei) == earned(people.an) == [(EarningKind.PIECE, RATE_E4)]


def test_twenty_jobs_at_once_pay_once(people: People, database: Database) -> None:
    two_good_answers(people)
    while waiting_events()[0].kind != "submission.accepted":
        deliver(waiting_events()[0])
    judgement_id, together = int(waiting_events()[0].ref), threading.Barrier(20)

    def book() -> None:
        together.wait()
        with transaction() as session:
            pay.book_acceptance(session, judgement_id)

    threads = [threading.Thread(target=book) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    catch_up()

    assert earned(people.mei) == earned(people.an) == [(EarningKind.PIECE, RATE_E4)]
    assert violations() == []


def test_a_cheaper_rate_card_does_not_touch_work_handed_out(people: People) -> None:
    project_id = publish(people.zhao)
    from annotate.work import service as work
    from annotate.work.service import SubmissionBody

    with transaction() as session:
        held = work.lease_bag(session, people.mei, project_id, 1).assignments[0]
        session.get_one(Project, project_id).rate_e4 = 1000
    with transaction() as session:
        work.submit(
            session, people.mei, held.id, SubmissionBody("0" * 8 + "-0000-4000-8000-" + "0" * 12, right(), 1)
        )
    answer(people.an, project_id, right())
    catch_up()

    assert earned(people.mei) == [(EarningKind.PIECE, RATE_E4)]
    assert earned(people.an) == [(EarningKind.PIECE, 1000)]
    assert violations() == []


def waiting_for_lin(people: People) -> Judgement:
    project_id = publish(people.zhao, answers=3, most=3, rate_e4=35)
    answer(people.an, project_id, right())
    answer(people.lin, project_id, right())
    bad = answer(people.mei, project_id, nonsense())
    catch_up()
    return judgements_of(bad)[0]


def test_work_that_waits_for_a_person_is_not_paid_yet(people: People) -> None:
    waiting = waiting_for_lin(people)

    with transaction() as session:
        assert pay.book_acceptance(session, waiting.id) is None
    assert earned(people.mei) == []
    assert violations() == []


def test_a_part_is_seventy_percent_rounded_up_for_her(people: People) -> None:
    waiting = waiting_for_lin(people)
    with transaction() as session:
        quality.decide(session, people.lin, waiting.id, Verdict.PART, "行人没有框")

    catch_up()

    assert earned(people.mei) == [(EarningKind.PIECE, 25)]
    assert violations() == []


@pytest.mark.parametrize("appeal_first", [False, True], ids=["in order", "appeal overtakes"])
def test_an_upheld_appeal_pays_the_rest(people: People, appeal_first: bool) -> None:
    waiting = waiting_for_lin(people)
    with transaction() as session:
        part = quality.decide(session, people.lin, waiting.id, Verdict.PART, "行人没有框")
        appeal = appeals.ask_again(session, people.mei, part.id, "")
        appeals.decide_appeal(session, people.zhao, appeal.id, True, "")

    events = waiting_events()
    for event in reversed(events) if appeal_first else events:
        deliver(event)

    assert sum(amount for _, amount in earned(people.mei)) == 35
    assert len(earned(people.mei)) == (1 if appeal_first else 2)
    assert owed_e4(people.mei) == 35
    assert violations() == []


def test_pay_belongs_to_the_local_day_on_which_it_was_accepted(people: People) -> None:
    # 00:30 on the 1st of April in Shanghai.
    with time_machine.travel(dt.datetime(2026, 3, 31, 16, 30, tzinfo=dt.UTC), tick=False):
        two_good_answers(people)
        catch_up()

    with reading() as session:
        months = session.execute(sa.select(Earning.month, Earning.day).distinct()).all()
    assert [tuple(row) for row in months] == [("2026-04", dt.date(2026, 4, 1))]


def test_an_unknown_judgement_is_refused() -> None:
    with pytest.raises(NotFound), transaction() as session:
        pay.book_acceptance(session, 999)


PLANTED = {
    "accepted and forgotten": (
        [
            "DELETE FROM earning WHERE annotator_id = {mei}",
            "UPDATE outbox_event SET done_at = created_at",
        ],
        {"accepted_but_not_paid", "paid_but_not_accepted"},
    ),
    "paid another amount": (
        ["UPDATE earning SET amount_e4 = amount_e4 - 1 WHERE annotator_id = {mei}"],
        {"paid_another_amount"},
    ),
    "paid more": (
        ["UPDATE earning SET amount_e4 = amount_e4 * 2 WHERE annotator_id = {mei}"],
        {"paid_twice", "paid_another_amount"},
    ),
    "never accepted": (
        ["UPDATE judgement SET final = {false}, verdict = 'in_review' WHERE annotator_id = {mei}"],
        {"paid_but_not_accepted"},
    ),
}


@pytest.mark.parametrize(("statements", "kinds"), PLANTED.values(), ids=PLANTED.keys())
def test_the_proof_names_pay_that_is_wrong(
    people: People, database: Database, statements: list[str], kinds: set[str]
) -> None:
    two_good_answers(people)
    catch_up()
    false = "0" if database.is_sqlite else "false"

    tamper(database, *(statement.format(mei=people.mei, false=false) for statement in statements))

    assert {violation.partition(":")[0] for violation in violations()} == kinds


def test_a_payment_on_its_way_is_no_violation_but_a_dead_one_is(people: People) -> None:
    two_good_answers(people)
    while waiting_events()[0].kind != "submission.accepted":
        deliver(waiting_events()[0])
    assert violations() == []

    with transaction() as session:
        session.execute(
            sa.update(OutboxEvent)
            .where(OutboxEvent.kind == "submission.accepted")
            .values(dead_at=dt.datetime.now(dt.UTC))
        )

    assert {violation.partition(":")[0] for violation in violations()} == {"accepted_but_not_paid"}
