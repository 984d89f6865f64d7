"""People decide on answers that were made anew: their pay stays, the decision counts and is told."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.ledger import proof_service
from annotate.messages.models import Message
from annotate.pay import rework_service as rework_pay
from annotate.pay.models import Earning, EarningKind
from annotate.quality import anew_look_service, anew_queries, anew_service, evidence_queries, leaving_service
from annotate.quality.anew_queries import Which
from annotate.quality.errors import (
    AlreadyDecided,
    AnswersUndecided,
    FaultNeeded,
    OwnAnswer,
    ReasonNeeded,
    SamePerson,
)
from annotate.quality.evidence import Outcome
from annotate.quality.models import ReworkLook
from annotate.work import rework_service as reworks
from annotate.work.models import Rework
from tests.conftest import People
from tests.quality.crowd_work import RATE_E4, boxes, judgements_of, nonsense
from tests.quality.test_anew import NEW, judge, make_anew, offered
from tests.quality.test_rework import event_of
from worker_tasks.once import run_event

__all__ = ["offered"]
Browser = Callable[[int], Any]
Offered = dict[int, Rework]
WHY = "左边停着的车没有画"


@pytest.fixture
def doubted(people: People, offered: Offered) -> Rework:
    """Lin and An draw by the new version, Mei something else."""
    make_anew(offered[people.lin], boxes(*NEW))
    make_anew(offered[people.an], boxes(*[(label, (x + 1, y, w, h)) for label, (x, y, w, h) in NEW]))
    make_anew(offered[people.mei], nonsense())
    judge()
    return offered[people.mei]


@pytest.fixture
def empty(people: People, offered: Offered) -> Rework:
    """Mei sends nothing at all; the others still stand by what they drew."""
    make_anew(offered[people.mei], [])
    return offered[people.mei]


def decide(who: int, rework: Rework, fits: bool, fault: str = "missed", note: str = WHY) -> ReworkLook:
    with transaction() as session:
        return anew_look_service.decide(session, who, rework.id, fits, fault, note)


def paid(rework: Rework) -> list[int]:
    with reading() as session:
        query = sa.select(Earning.amount_e4).where(Earning.kind == EarningKind.REWORK)
        return list(session.scalars(query.where(Earning.rework_id == rework.id)))


def pay(rework: Rework) -> None:
    with transaction() as session:
        rework_pay.settle_and_book(session, rework.id)


def outcomes(rework: Rework) -> list[Outcome]:
    with reading() as session:
        pieces = evidence_queries.newest_evidence(session, rework.annotator_id, rework.project_id)
    return [one.outcome for one in pieces]


def told(rework: Rework) -> list[str]:
    with reading() as session:
        query = sa.select(Message.kind).where(Message.account_id == rework.annotator_id)
        return [kind for kind in session.scalars(query) if kind.startswith("rework.")]


def counts(rework: Rework) -> dict[str, int]:
    with reading() as session:
        return {key.value: count for key, count in anew_queries.counts_of(session, rework.project_id).items()}


def violations() -> list[str]:
    with reading() as session:
        return [f"{one.kind} {one.where}" for one in proof_service.verify(session)]


def test_a_doubt_that_a_person_confirms_is_poor_work_and_stays_paid(people: People, doubted: Rework) -> None:
    assert outcomes(doubted) == [Outcome.DOUBTED, Outcome.GOOD]

    look = decide(people.zhao, doubted, fits=False)

    assert (look.fits, look.fault, look.note, look.decided_by) == (False, "missed", WHY, people.zhao)
    assert outcomes(doubted) == [Outcome.POOR, Outcome.GOOD]
    assert paid(doubted) == [RATE_E4]
    assert told(doubted) == ["rework.unfit"]
    assert violations() == []


def test_a_doubt_that_a_person_does_not_share_is_good_work(people: People, doubted: Rework) -> None:
    decide(people.zhao, doubted, fits=True, fault="", note="")

    assert outcomes(doubted) == [Outcome.GOOD, Outcome.GOOD]
    assert told(doubted) == []


def test_it_is_decided_once(people: People, doubted: Rework) -> None:
    decide(people.zhao, doubted, fits=True)

    with pytest.raises(AlreadyDecided):
        decide(people.zhao, doubted, fits=False)
    assert outcomes(doubted)[0] is Outcome.GOOD


def test_nobody_decides_on_her_own(people: People, offered: Offered) -> None:
    for one in offered.values():
        make_anew(one, boxes(*NEW))
    judge()

    # Who reviews now may have drawn before.
    with pytest.raises(OwnAnswer):
        decide(people.lin, offered[people.lin], fits=True)


def test_not_fitting_needs_what_and_why(people: People, doubted: Rework) -> None:
    with pytest.raises(FaultNeeded):
        decide(people.zhao, doubted, fits=False, fault="ugly")
    with pytest.raises(ReasonNeeded):
        decide(people.zhao, doubted, fits=False, note="  ")

    assert counts(doubted) == {"all": 3, "same": 0, "doubted": 1, "decided": 0}


def test_nobody_from_elsewhere_decides_and_nothing_that_has_not_come(
    people: People, offered: Offered
) -> None:
    hers = offered[people.mei]
    with pytest.raises(NotFound):
        decide(people.zhao, hers, fits=True)
    make_anew(hers, boxes(*NEW))
    # The others may still draw it anew.
    with pytest.raises(NotFound):
        decide(people.zhao, hers, fits=True)
    for one in (offered[people.an], offered[people.lin]):
        make_anew(one, boxes(*NEW))
    judge()
    with pytest.raises(NotFound):
        decide(people.sun, hers, fits=True)


def test_the_reviewer_decides_in_the_page_and_she_reads_it(
    people: People, browser_of: Browser, doubted: Rework
) -> None:
    zhao, page = browser_of(people.zhao), f"/review/anew/{doubted.id}"

    queue, shown = zhao.get("/review").text, zhao.get(page).text
    refused = zhao.post(page, data={"fits": "0", "fault": "", "note": WHY})
    zhao.post(page, data={"fits": "0", "fault": "missed", "note": WHY})
    after, hers = zhao.get(page).text, browser_of(people.mei).get(f"/answers/anew/{doubted.id}").text

    assert f'href="{page}"' in queue
    assert "全款已经付了" in shown
    assert refused.status_code == 422
    assert WHY in refused.text
    assert "不合适" in after
    assert 'name="fits"' not in after
    assert f'href="{page}"' not in zhao.get("/review").text
    assert WHY in hers
    assert "都是你的" in hers
    assert browser_of(people.an).get(f"/answers/anew/{doubted.id}").status_code == 404
    assert browser_of(people.sun).get(page).status_code == 404
    first = judgements_of(doubted.submission_id)[-1].id
    assert f'href="/answers/anew/{doubted.id}"' in browser_of(people.mei).get(f"/answers/{first}").text


def test_the_list_goes_on_after_its_page_and_counts_all(
    people: People, browser_of: Browser, doubted: Rework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anew_queries, "PAGE", 2)
    zhao, page = browser_of(people.zhao), f"/projects/{doubted.project_id}/guideline/anew"

    first = zhao.get(page).text
    with reading() as session:
        shown = anew_queries.page_of(session, doubted.project_id, Which.ALL, None)
    second = zhao.get(f"{page}?before={shown[-1].rework_id}").text

    assert first.count('href="/review/anew/') == 2
    assert second.count('href="/review/anew/') == 1
    assert f"before={shown[-1].rework_id}" in first
    assert f'href="/review/anew/{doubted.id}"' in zhao.get(f"{page}?which=doubted").text
    decide(people.zhao, doubted, fits=True)
    assert counts(doubted) == {"all": 3, "same": 0, "doubted": 0, "decided": 1}
    assert f'href="/review/anew/{doubted.id}"' in zhao.get(f"{page}?which=decided").text


def test_an_empty_answer_where_others_drew_is_not_paid_before_a_person_looks(
    people: People, empty: Rework
) -> None:
    pay(empty)

    assert paid(empty) == []
    assert counts(empty)["doubted"] == 1
    assert violations() == []
    with reading() as session, pytest.raises(AnswersUndecided):
        leaving_service.check(session, people.mei)


def test_an_empty_answer_that_fits_is_paid_in_full_once(people: People, empty: Rework) -> None:
    decide(people.zhao, empty, fits=True, fault="", note="")
    assert run_event(event_of(f"rework-decided-{empty.id}"))
    assert not run_event(event_of(f"rework-decided-{empty.id}"))
    pay(empty)

    assert paid(empty) == [RATE_E4]
    assert violations() == []


def test_less_is_paid_only_where_two_people_find_that_it_does_not_fit(people: People, empty: Rework) -> None:
    decide(people.zhao, empty, fits=False)
    pay(empty)
    assert paid(empty) == []
    with pytest.raises(SamePerson):
        decide(people.zhao, empty, fits=False)

    decide(people.lin, empty, fits=False)
    pay(empty)
    pay(empty)

    assert paid(empty) == [RATE_E4 * 70 // 100]
    assert told(empty) == ["rework.part"]
    with reading() as session:
        # What is not paid is the client's again: hers, and what two others may still make anew.
        assert reworks.promised_e4(session, empty.project_id) == RATE_E4 * 70 // 100 + 2 * RATE_E4
    assert violations() == []


def test_the_second_person_may_see_it_otherwise(people: People, empty: Rework) -> None:
    decide(people.zhao, empty, fits=False)
    look = decide(people.lin, empty, fits=True, fault="", note="")
    pay(empty)

    assert (look.fits, look.fault, paid(empty)) == (True, "", [RATE_E4])


@pytest.mark.parametrize("somebody_said_no", [False, True])
def test_what_nobody_decides_within_the_promised_time_is_paid_in_full(
    people: People, empty: Rework, somebody_said_no: bool
) -> None:
    if somebody_said_no:
        decide(people.zhao, empty, fits=False)
    with transaction() as session:
        assert anew_look_service.pay_unlooked(session) == 0

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=73)):
        for expected in (1, 0):
            with transaction() as session:
                assert anew_look_service.pay_unlooked(session) == expected
        pay(empty)
        with pytest.raises(AlreadyDecided):
            decide(people.zhao, empty, fits=False)

    assert paid(empty) == [RATE_E4]
    assert violations() == []


def test_an_empty_answer_is_paid_at_once_where_most_others_drew_nothing(
    people: People, offered: Offered
) -> None:
    for who in (people.lin, people.an):
        make_anew(offered[who], [])
        decide(people.zhao, offered[who], fits=True)

    make_anew(offered[people.mei], [])

    assert paid(offered[people.mei]) == [RATE_E4]
    with transaction() as session:
        anew_service.judge_anew(session)
    assert outcomes(offered[people.mei])[0] is Outcome.GOOD


def test_the_hourly_job_pays_what_nobody_decided(people: People, empty: Rework) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=73)):
        with transaction() as session:
            outbox.announce(session, "reviews.overdue", 0, key="hour")
        assert run_event(event_of("hour"))
        assert run_event(event_of(f"rework-decided-{empty.id}"))

    assert paid(empty) == [RATE_E4]
    assert violations() == []


def test_two_people_who_decide_at_once_are_one_decision(people: People, empty: Rework) -> None:
    started = threading.Barrier(2)

    def say_no(who: int) -> str:
        started.wait(timeout=30)
        try:
            decide(who, empty, fits=False)
        except AlreadyDecided:
            return "late"
        return "said"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(say_no, [people.zhao, people.lin]))
    with pytest.raises(AlreadyDecided):
        decide(people.zhao, empty, fits=True)
    pay(empty)

    with reading() as session:
        look = session.get_one(ReworkLook, empty.id)
    # One found it first and the other agreed: neither word is lost.
    assert said == ["said", "said"]
    assert {look.first_by, look.decided_by} == {people.zhao, people.lin}
    assert paid(empty) == [RATE_E4 * 70 // 100]
