"""Another look, by another person, in time, or granted."""

import datetime as dt

import pytest
import time_machine

from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.quality import appeal_service as appeals
from annotate.quality import service as quality
from annotate.quality.errors import AlreadyDecided, AppealTooLate, NothingToAppeal, ReasonNeeded, SamePerson
from annotate.quality.judgement import AppealState, Verdict
from annotate.quality.models import Judgement
from annotate.quality.queries import open_appeals
from tests.conftest import People
from tests.quality.crowd_work import answer, catch_up, judgements_of, nonsense, publish, right

pytestmark = pytest.mark.usefixtures("database")

MONDAY = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def partly_paid(people: People) -> Judgement:
    """Lin decided that Mei's answer gets a part."""
    with time_machine.travel(MONDAY, tick=False):
        project_id = publish(people.zhao, answers=3, most=3)
        answer(people.an, project_id, right())
        answer(people.lin, project_id, right())
        bad = answer(people.mei, project_id, nonsense())
        catch_up()
        with transaction() as session:
            decided = quality.decide(
                session, people.lin, judgements_of(bad)[0].id, Verdict.PART, "行人没有框"
            )
        catch_up()
    return decided


def ask(people: People, judgement: Judgement) -> int:
    with transaction() as session:
        return appeals.ask_again(session, people.mei, judgement.id, "我觉得那里没有人").id


@time_machine.travel(MONDAY, tick=False)
def test_she_asks_once_and_it_is_due_in_three_working_days(people: People, partly_paid: Judgement) -> None:
    first, again = ask(people, partly_paid), ask(people, partly_paid)

    assert first == again
    with reading() as session:
        assert open_appeals(session, people.lin) == []
        (waiting,) = open_appeals(session, people.zhao)
    assert waiting.due_at == MONDAY + dt.timedelta(days=3)


@time_machine.travel(MONDAY, tick=False)
def test_another_person_upholds_it_and_the_answer_counts_in_full(
    people: People, partly_paid: Judgement
) -> None:
    appeal_id = ask(people, partly_paid)

    with pytest.raises(SamePerson), transaction() as session:
        appeals.decide_appeal(session, people.lin, appeal_id, True, "")
    with pytest.raises(NotFound), transaction() as session:
        appeals.decide_appeal(session, people.sun, appeal_id, True, "")
    with transaction() as session:
        appeals.decide_appeal(session, people.zhao, appeal_id, True, "")

    newest = judgements_of(partly_paid.submission_id)[-1]
    assert (newest.verdict, newest.share_percent, newest.judged_by) == (Verdict.ACCEPTED, 100, people.zhao)
    with pytest.raises(AlreadyDecided), transaction() as session:
        appeals.decide_appeal(session, people.zhao, appeal_id, False, "行人没有框")


@time_machine.travel(MONDAY, tick=False)
def test_a_refusal_needs_words_and_changes_nothing(people: People, partly_paid: Judgement) -> None:
    appeal_id = ask(people, partly_paid)

    with pytest.raises(ReasonNeeded), transaction() as session:
        appeals.decide_appeal(session, people.zhao, appeal_id, False, "")
    with transaction() as session:
        appeals.decide_appeal(session, people.zhao, appeal_id, False, "右边的行人看得见")

    assert judgements_of(partly_paid.submission_id)[-1].id == partly_paid.id


def test_nobody_answered_in_time_so_it_is_granted(people: People, partly_paid: Judgement) -> None:
    with time_machine.travel(MONDAY, tick=False):
        ask(people, partly_paid)
    with time_machine.travel(MONDAY + dt.timedelta(days=2, hours=23)), transaction() as session:
        assert appeals.grant_overdue_appeals(session) == 0
    with time_machine.travel(MONDAY + dt.timedelta(days=3)), transaction() as session:
        assert appeals.grant_overdue_appeals(session) == 1
        assert appeals.grant_overdue_appeals(session) == 0

    newest = judgements_of(partly_paid.submission_id)[-1]
    assert (newest.verdict, newest.judged_by) == (Verdict.ACCEPTED, None)
    with reading() as session:
        appeal = session.get_one(appeals.Appeal, 1)
    assert appeal.state is AppealState.GRANTED_LATE


def test_after_fourteen_days_it_is_too_late(people: People, partly_paid: Judgement) -> None:
    with time_machine.travel(MONDAY + dt.timedelta(days=14, minutes=1)), pytest.raises(AppealTooLate):
        ask(people, partly_paid)
    with time_machine.travel(MONDAY + dt.timedelta(days=13, hours=23)):
        ask(people, partly_paid)


@time_machine.travel(MONDAY, tick=False)
def test_what_is_paid_in_full_or_not_hers_cannot_be_appealed(people: People, partly_paid: Judgement) -> None:
    with reading() as session:
        accepted = session.query(Judgement).filter_by(annotator_id=people.an).one()

    with pytest.raises(NothingToAppeal), transaction() as session:
        appeals.ask_again(session, people.an, accepted.id, "")
    with pytest.raises(NotFound), transaction() as session:
        appeals.ask_again(session, people.an, partly_paid.id, "")


@time_machine.travel(MONDAY, tick=False)
def test_any_other_reviewer_of_the_company_may_decide(people: People, partly_paid: Judgement) -> None:
    appeal_id = ask(people, partly_paid)
    with transaction() as session:
        new = NewAccount(Role.REVIEWER, "13800000009", "周", organisation_id=people.organisation_id)
        other = create_account(session, new).id
        appeals.decide_appeal(session, other, appeal_id, True, "")

    assert judgements_of(partly_paid.submission_id)[-1].judged_by == other
