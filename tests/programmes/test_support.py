"""A foundation's support: promised by two officers, counted by the month, paid to each woman once, out of its own money."""

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.ledger import proof_service
from annotate.ledger import service as ledger
from annotate.messages.models import Message
from annotate.pay import accounts
from annotate.pay import support_service as pay_support
from annotate.pay.errors import FundingDiffers
from annotate.pay.models import Earning, EarningKind
from annotate.pay.queries import earnings_of
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.programmes import service as programmes
from annotate.programmes import support_service
from annotate.programmes.errors import (
    BadSupportRule,
    GrantNotEnough,
    MonthIsPaid,
    RuleDecided,
    RulesOverlap,
    SecondOfficerNeeded,
)
from annotate.programmes.models import Enrolment, SupportPaid
from annotate.programmes.support_rules import NewRule, SupportKind
from tests.conftest import People
from tests.pay.payday import owe
from tests.programmes.conftest import SINAN, Place
from worker_tasks.once import run_event

AUGUST_10 = dt.datetime(2026, 8, 10, 4, 0, tzinfo=dt.UTC)


@pytest.fixture
def _in_august(place: Place) -> Iterator[None]:
    # The place is made on a day of its own, which this one follows.
    with time_machine.travel(AUGUST_10, tick=False):
        yield


@pytest.fixture
def officers(people: People) -> tuple[int, int]:
    with transaction() as session:
        return people.qian, create_account(session, NewAccount(Role.FINANCE, "13800000009", "周")).id


@pytest.fixture
def enrolled(people: People, place: Place, _in_august: None) -> Place:
    """Mei since April, An since the middle of July."""
    with transaction() as session:
        for who, day in ((people.mei, dt.date(2026, 4, 1)), (people.an, dt.date(2026, 7, 15))):
            session.add(
                Enrolment(
                    programme_id=place.programme_id,
                    account_id=who,
                    county_code=SINAN,
                    enrolled_on=day,
                    cohort=f"{day:%Y-%m}",
                )
            )
    return place


def subsidy(place: Place, **changes: Any) -> NewRule:
    said = {
        "programme_id": place.programme_id,
        "kind": SupportKind.SUBSIDY,
        "amount_e4": 1600_0000,
        "after_months": 3,
        "least_days": 1,
        "first_month": "2026-01",
    }
    return NewRule(**(said | changes))


def grant(place: Place, officer: int, amount_e4: int = 100_000_0000, key: str = "T1") -> bool:
    with transaction() as session:
        return support_service.receive_grant(session, officer, place.programme_id, amount_e4, key)


def promised(officers: tuple[int, int], new: NewRule) -> int:
    with transaction() as session:
        rule_id = support_service.enter_rule(session, officers[0], new).id
    with transaction() as session:
        support_service.approve_rule(session, officers[1], rule_id)
    return rule_id


def run(day: str = "2026-08-10", times: int = 2) -> None:
    with transaction() as session:
        outbox.announce(session, "support.pay", day, key=f"support.pay@{day}")
    with reading() as session:
        ids = [event_id for event_id, _ in outbox.due_events(session, ["support.pay"])]
    for event_id in ids * times:
        run_event(event_id)


def paid() -> list[tuple[int, str, int]]:
    with reading() as session:
        rows = session.execute(
            sa.select(SupportPaid.account_id, SupportPaid.month, SupportPaid.amount_e4).order_by(
                SupportPaid.month, SupportPaid.account_id
            )
        )
        return [tuple(row) for row in rows]


def work(who: int, *months: str, amount_e4: int = 2000_0000) -> None:
    for month in months:
        owe(who, amount_e4, month)


def test_after_three_full_months_each_month_brings_the_subsidy_once(
    people: People, enrolled: Place, officers: tuple[int, int]
) -> None:
    work(people.mei, "2026-04", "2026-05", "2026-06", "2026-07")
    work(people.an, "2026-07")
    grant(enrolled, officers[0])
    promised(officers, subsidy(enrolled))

    run()
    run("2026-08-11")

    # Her first day was the 10th of April: on the last of June two months were full, on the last of July three.
    assert paid() == [(people.mei, "2026-07", 1600_0000)]
    with reading() as session:
        [earning] = session.scalars(sa.select(Earning).where(Earning.kind == EarningKind.SUBSIDY)).all()
        figures = earnings_of(session, people.mei, "2026-08", "CNY")
        assert proof_service.verify(session) == []
        assert pay_support.grant_left_e4(session, enrolled.programme_id, "CNY") == 98_400_0000
        told = session.scalars(sa.select(Message.kind).where(Message.account_id == people.mei)).all()
    assert (earning.month, earning.amount_e4, earning.programme_id) == (
        "2026-08",
        1600_0000,
        enrolled.programme_id,
    )
    assert (figures.subsidy_e4, figures.gross_e4, figures.tax_e4) == (1600_0000, 0, 0)
    assert "support.subsidy" in told


def test_a_month_without_work_brings_none(people: People, enrolled: Place, officers: tuple[int, int]) -> None:
    work(people.mei, "2026-04", "2026-05", "2026-06")
    grant(enrolled, officers[0])
    promised(officers, subsidy(enrolled))

    run()

    assert paid() == []


def test_the_floor_pays_what_is_missing_and_counts_as_pay(
    people: People, enrolled: Place, officers: tuple[int, int]
) -> None:
    work(people.mei, "2026-06", amount_e4=5200_0000)
    work(people.mei, "2026-07", amount_e4=3800_5000)
    work(people.an, "2026-07", amount_e4=100_0000)
    grant(enrolled, officers[0])
    promised(officers, subsidy(enrolled, kind=SupportKind.INCOME_FLOOR, amount_e4=5000_0000, after_months=0))

    run()

    # An came in the middle of the month: a floor is promised for whole months.
    assert paid() == [(people.mei, "2026-07", 1199_5000)]
    with reading() as session:
        figures = earnings_of(session, people.mei, "2026-08", "CNY")
        assert proof_service.verify(session) == []
    assert (figures.top_up_e4, figures.subsidy_e4) == (1199_5000, 0)


def test_the_top_up_of_one_month_is_no_income_of_the_next_floor(
    people: People, enrolled: Place, officers: tuple[int, int]
) -> None:
    work(people.mei, "2026-07", "2026-08", amount_e4=4000_0000)
    grant(enrolled, officers[0])
    promised(officers, subsidy(enrolled, kind=SupportKind.INCOME_FLOOR, amount_e4=5000_0000, after_months=0))

    run()
    with time_machine.travel(dt.datetime(2026, 9, 5, 4, tzinfo=dt.UTC), tick=False):
        run("2026-09-05")

    assert paid() == [(people.mei, "2026-07", 1000_0000), (people.mei, "2026-08", 1000_0000)]


def test_nobody_is_paid_while_the_grant_lacks_and_all_are_once_it_is_there(
    people: People, enrolled: Place, officers: tuple[int, int]
) -> None:
    for who in (people.mei, people.an):
        work(who, "2026-03", "2026-04", "2026-05", "2026-06", "2026-07")
    grant(enrolled, officers[0], 3200_0000)
    promised(officers, subsidy(enrolled, after_months=3, first_month="2026-06"))

    run()
    # Mei alone for June, both for July: 1,600 are left and 3,200 wanted.
    assert paid() == [(people.mei, "2026-06", 1600_0000)]
    with reading() as session:
        [message] = session.scalars(
            sa.select(Message).where(Message.kind == "grant.short", Message.account_id == officers[0])
        ).all()
    assert message.params["missing_e4"] == 1600_0000

    grant(enrolled, officers[0], 1600_0000, "T2")
    run("2026-08-11")

    assert [row[:2] for row in paid()] == [
        (people.mei, "2026-06"),
        (people.mei, "2026-07"),
        (people.an, "2026-07"),
    ]
    with reading() as session:
        assert pay_support.grant_left_e4(session, enrolled.programme_id, "CNY") == 0
        assert proof_service.verify(session) == []


def test_a_worker_killed_half_way_leaves_what_it_paid_and_the_next_pays_the_rest(
    people: People, enrolled: Place, officers: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    work(people.mei, "2026-03", "2026-04", "2026-05", "2026-06", "2026-07")
    work(people.an, "2026-03", "2026-04", "2026-05", "2026-06", "2026-07")
    grant(enrolled, officers[0])
    rule_id = promised(officers, subsidy(enrolled, first_month="2026-07"))
    monkeypatch.setattr(support_service, "_AT_ONCE", 1)
    with transaction() as session:
        assert support_service.pay_some(session, rule_id, "2026-07") == 1
    with pytest.raises(KeyboardInterrupt), transaction() as session:
        support_service.pay_some(session, rule_id, "2026-07")
        raise KeyboardInterrupt
    assert len(paid()) == 1

    run()

    assert [row[0] for row in paid()] == [people.mei, people.an]
    with reading() as session:
        assert (
            session.scalar(sa.select(sa.func.count(Earning.id)).where(Earning.kind == EarningKind.SUBSIDY))
            == 2
        )
        assert proof_service.verify(session) == []


def test_paid_from_eight_places_at_once_each_has_it_once(
    people: People, enrolled: Place, officers: tuple[int, int]
) -> None:
    for who in (people.mei, people.an):
        work(who, "2026-03", "2026-04", "2026-05", "2026-06", "2026-07")
    grant(enrolled, officers[0])
    rule_id = promised(officers, subsidy(enrolled, first_month="2026-07"))

    def pay(_turn: int) -> int:
        with transaction() as session:
            return support_service.pay_some(session, rule_id, "2026-07")

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(pay, range(16)))

    assert sorted(made) == [0] * 15 + [2]
    with reading() as session:
        assert (
            ledger.balance_of_code(session, accounts.payable(people.mei, "CNY").code)
            == 5 * 2000_0000 + 1600_0000
        )
        assert proof_service.verify(session) == []


def test_two_officers_make_a_rule_and_the_grant_has_to_cover_a_month(
    people: People, enrolled: Place, officers: tuple[int, int]
) -> None:
    work(people.mei, "2026-03", "2026-04", "2026-05", "2026-06", "2026-07")
    first, second = officers
    with transaction() as session:
        rule_id = support_service.enter_rule(session, first, subsidy(enrolled)).id
    with pytest.raises(SecondOfficerNeeded), transaction() as session:
        support_service.approve_rule(session, first, rule_id)
    with pytest.raises(GrantNotEnough) as refused, transaction() as session:
        support_service.approve_rule(session, second, rule_id)
    assert refused.value.params == {"needed": "1,600.00", "left": "0.00"}
    run()
    assert paid() == []

    grant(enrolled, first)
    with transaction() as session:
        support_service.approve_rule(session, second, rule_id)
    with pytest.raises(RuleDecided), transaction() as session:
        support_service.approve_rule(session, second, rule_id)


def test_rules_of_one_kind_share_no_month_and_end_this_month_at_the_earliest(
    enrolled: Place, officers: tuple[int, int]
) -> None:
    grant(enrolled, officers[0])
    rule_id = promised(officers, subsidy(enrolled))
    with pytest.raises(RulesOverlap), transaction() as session:
        support_service.enter_rule(session, officers[0], subsidy(enrolled, first_month="2027-01"))
    with pytest.raises(MonthIsPaid), transaction() as session:
        support_service.end_rule(session, officers[0], rule_id, "2026-07")
    with transaction() as session:
        support_service.end_rule(session, officers[0], rule_id, "2026-08")

    with transaction() as session:
        support_service.enter_rule(session, officers[0], subsidy(enrolled, first_month="2026-09"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount_e4": 0}, "amount"),
        ({"amount_e4": 100_000_0001}, "amount"),
        ({"after_months": -1}, "after_months"),
        ({"least_days": 32}, "least_days"),
        ({"first_month": "2026-13"}, "first_month"),
        ({"last_month": "2025-12"}, "last_month"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_by_its_field(
    enrolled: Place, officers: tuple[int, int], changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadSupportRule) as refused, transaction() as session:
        support_service.enter_rule(session, officers[0], subsidy(enrolled, **changes))

    assert [fault.path for fault in refused.value.faults] == [field]


def test_a_transfer_is_recorded_once_and_another_amount_under_its_number_is_refused(
    enrolled: Place, officers: tuple[int, int]
) -> None:
    assert grant(enrolled, officers[0], 500_0000) is True
    with time_machine.travel(AUGUST_10 + dt.timedelta(hours=1), tick=False):
        assert grant(enrolled, officers[0], 500_0000) is False
    with pytest.raises(FundingDiffers):
        grant(enrolled, officers[0], 600_0000)
    for amount_e4 in (0, -1, 50):
        with pytest.raises(BadSupportRule):
            grant(enrolled, officers[0], amount_e4, "T9")
    with reading() as session:
        assert pay_support.grant_left_e4(session, enrolled.programme_id, "CNY") == 500_0000


def test_she_reads_at_home_how_many_days_are_left(
    browser_of: Callable[[int], Any], people: People, enrolled: Place, officers: tuple[int, int]
) -> None:
    grant(enrolled, officers[0])
    promised(officers, subsidy(enrolled))
    work(people.mei, "2026-06", "2026-07")
    work(people.an, "2026-04", "2026-05", "2026-06", "2026-07")

    # Since the 10th of June: full on the 10th of September, 31 days from the 10th of August.
    assert "还有 31 天" in browser_of(people.mei).get("/work").text
    assert "本月起有" in browser_of(people.an).get("/work").text
    with transaction() as session:
        enrolment = session.scalars(sa.select(Enrolment.id).where(Enrolment.account_id == people.an)).one()
        programmes.leave(session, enrolled.wen, enrolment, dt.date(2026, 8, 9))
    assert "每月 1,600.00 元" not in browser_of(people.an).get("/work").text


def test_officers_do_it_all_on_one_page_in_their_language(
    browser_of: Callable[[int], Any], people: People, enrolled: Place, officers: tuple[int, int]
) -> None:
    qian, zhou = map(browser_of, officers)
    at = f"/finance/support/{enrolled.programme_id}"
    form = {
        "kind": "subsidy",
        "amount": "1600",
        "after_months": "3",
        "least_days": "1",
        "first_month": "2026-08",
    }

    wrong = qian.post(f"{at}/rules", data={**form, "amount": "viel"})
    assert wrong.status_code == 422
    assert "要大于 0，每月最多 100,000" in wrong.text
    assert "等第二位财务同意" in qian.post(f"{at}/rules", data=form, follow_redirects=True).text
    lacking = zhou.post("/finance/support/rules/1/approve")
    assert (lacking.status_code, "请先登记基金会的钱" in lacking.text) == (409, True)
    page = qian.post(f"{at}/grant", data={"grant": "50,000", "key": "招行 0810"}, follow_redirects=True).text
    assert "资助款还剩 50,000.00 元" in page
    assert "规则生效" in zhou.post("/finance/support/rules/1/approve", follow_redirects=True).text
    for who in (people.mei, people.zhao, people.lin):
        assert browser_of(who).get("/finance/support").status_code == 403
