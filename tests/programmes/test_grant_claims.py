"""Claims on public grants: entered once, led step by step, with evidence that adds up to the earnings and tells last digits only."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.core.models import AuditEvent
from annotate.pay.models import Earning
from annotate.people import identity_service
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.programmes import grant_claim_service
from annotate.programmes.errors import BadGrantClaim, GrantClaimStep, GrantClaimThere
from annotate.programmes.grant_claim_service import NewClaim
from annotate.programmes.grant_claims import NEXT, ClaimState
from annotate.programmes.models import GrantClaim
from tests.conftest import People
from tests.households.test_county_lists import number
from tests.pay.payday import owe
from tests.programmes.conftest import SINAN, WANSHAN

NEW = NewClaim("以工代训", "思南县人社局", SINAN, "2026-04", "2026-06", 1_800_0000)


def enter(people: People, new: NewClaim = NEW) -> int:
    with transaction() as session:
        return grant_claim_service.enter(session, people.qian, new).id


def step(people: People, claim: int, state: str, document: str = "", granted_e4: int | None = None) -> None:
    with transaction() as session:
        grant_claim_service.step(session, people.qian, claim, state, document, granted_e4)


def test_a_claim_goes_its_way_and_no_other(people: People, place: Any) -> None:
    claim = enter(people)
    with pytest.raises(GrantClaimThere):
        enter(people)
    for state in ("granted", "paid", "refused", "nonsense"):
        with pytest.raises(GrantClaimStep):
            step(people, claim, state, "1 号", 1_0000)
    step(people, claim, "handed_in")
    for document, granted in (("", 1_0000), ("1 号", None), ("1 号", 0), ("1 号", NEW.amount_e4 + 1)):
        with pytest.raises(GrantClaimStep):
            step(people, claim, "granted", document, granted)
    step(people, claim, "granted", "思人社〔2026〕9 号", 1_500_0000)
    step(people, claim, "paid")

    with reading() as session:
        kept = session.get_one(GrantClaim, claim)
        assert (kept.state, kept.granted_e4, kept.document) == (
            ClaimState.PAID,
            1_500_0000,
            "思人社〔2026〕9 号",
        )
    with pytest.raises(NotFound):
        step(people, 999, "paid")


def test_every_state_ends_or_leads_on() -> None:
    assert set(NEXT) == set(ClaimState)
    assert all(one in NEXT for following in NEXT.values() for one in following)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"office": ""},
        {"county_code": "999999"},
        {"first_month": "2026-07"},
        {"last_month": "2099-01"},
        {"first_month": "soon"},
        {"amount_e4": 0},
    ],
)
def test_half_a_claim_is_refused(people: People, place: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadGrantClaim):
        enter(people, replace(NEW, **wrong))
    with reading() as session:
        assert grant_claim_service.claims(session) == []


def woman(order: int, county: str) -> int:
    with transaction() as session:
        new = NewAccount(Role.ANNOTATOR, f"1370000000{order}", f"=女{order}", county_code=county)
        account = create_account(session, new)
        identity_service.keep_number(session, account.id, number(order))
        return account.id


def test_the_evidence_adds_up_and_shows_last_digits_only(people: People, place: Any) -> None:
    jin, yue, far = woman(1, SINAN), woman(2, SINAN), woman(3, WANSHAN)
    for who, month, amount in (
        (jin, "2026-04", 100_0000),
        (jin, "2026-06", 50_5000),
        (yue, "2026-05", 70_0000),
        (jin, "2026-03", 9_0000),
        (far, "2026-05", 8_0000),
    ):
        owe(who, amount, month)
    claim = enter(people)
    with transaction() as session:
        content = grant_claim_service.evidence(session, people.qian, claim)

    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["月份"] for row in rows] == ["2026-04", "2026-06", "2026-05"]
    told = sum(Decimal(row["税前收入（元）"]) for row in rows)
    with reading() as session:
        inside = sa.select(sa.func.sum(Earning.amount_e4)).where(
            Earning.annotator_id.in_([jin, yue]), Earning.month.between("2026-04", "2026-06")
        )
        assert told * 10_000 == session.scalar(inside)
        [event] = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "grant_claim.evidence"))
        assert (event.actor_id, event.detail) == (people.qian, {"rows": 3})
    assert rows[0]["身份证号后四位"] == number(1)[-4:]
    assert number(1)[:14] not in content.decode()
    assert rows[0]["姓名"] == "'=女1", "a sheet program runs nothing"


def test_finance_does_it_on_a_page_and_she_reads_who_fetched(
    browser_of: Callable[[int], Any], people: People, place: Any
) -> None:
    jin = woman(1, SINAN)
    owe(jin, 100_0000, "2026-05")
    qian = browser_of(people.qian)
    said = {
        "title": "稳岗返还",
        "office": "人社局",
        "county_code": SINAN,
        "first_month": "2026-04",
        "last_month": "2026-06",
    }
    refused = qian.post("/finance/claims", data=said | {"amount": "x"})
    assert refused.status_code == 422
    assert 'value="稳岗返还"' in refused.text
    assert qian.post("/finance/claims", data=said | {"amount": "1800"}).status_code == 302
    qian.post("/finance/claims/1", data={"state": "handed_in"})
    assert "已递交" in qian.get("/finance/claims").text
    wrong = qian.post("/finance/claims/1", data={"state": "granted", "document": "9 号", "granted": "2000"})
    assert wrong.status_code == 409
    answer = qian.post("/finance/claims/1/evidence")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/csv", "no-store")
    assert "申请补贴" in browser_of(jin).get("/account/looks").text
    assert browser_of(people.zhao).get("/finance/claims").status_code == 403
