"""The register of impact assessments: two operators, versions, what is missing and what is due are named."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import time_machine

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.oversight import impact_service
from annotate.oversight.errors import AlreadyApproved, AssessmentIncomplete, AssessmentReplaced, SameOperator
from annotate.oversight.impact_service import NewAssessment
from annotate.oversight.words import NEEDED, Activity
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account

DAY = dt.datetime(2026, 11, 26, 3, 0, tzinfo=dt.UTC)
NEW = NewAssessment(
    "households",
    "家庭收入",
    "=只收按定义算收入要用的数",
    "邻居可能知道",
    "middle",
    "加密，只给本县服务专员看",
    dt.date(2027, 11, 1),
)


@pytest.fixture
def operators(database: Any) -> tuple[int, int]:
    with transaction() as session:
        first, second = (
            create_account(session, NewAccount(Role.ADMIN, f"1380000006{n}", "管理员")).id for n in (1, 2)
        )
    return first, second


@pytest.fixture(autouse=True)
def day() -> Any:
    with time_machine.travel(DAY, tick=False):
        yield


def write(who: int, new: NewAssessment = NEW) -> int:
    with transaction() as session:
        return impact_service.write(session, who, new).id


def approve(who: int, number: int) -> None:
    with transaction() as session:
        impact_service.approve(session, who, number)


def test_another_operator_approves_and_only_then_it_counts(operators: tuple[int, int]) -> None:
    number = write(operators[0])
    with pytest.raises(SameOperator):
        approve(operators[0], number)
    with reading() as session:
        assert impact_service.standing(session).missing == list(NEEDED)

    approve(operators[1], number)

    with reading() as session:
        assert Activity.HOUSEHOLDS not in impact_service.standing(session).missing
    with pytest.raises(AlreadyApproved):
        approve(operators[1], number)
    with pytest.raises(NotFound):
        approve(operators[1], 999)


def test_a_version_is_replaced_once_and_the_old_one_stays(operators: tuple[int, int]) -> None:
    first = write(operators[0])
    second = write(operators[1], replace(NEW, title="家庭收入，改过", replaces_id=first))

    with pytest.raises(AssessmentReplaced):
        write(operators[0], replace(NEW, replaces_id=first))
    with reading() as session:
        assert [one.id for one in impact_service.standing(session).newest] == [second]
        assert impact_service.of_number(session, first).title == "家庭收入"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"risks": ""},
        {"activity": "astrology"},
        {"risk": "none"},
        {"review_on": dt.date(2026, 11, 26)},
        {"review_on": None},
        {"purpose": "长" * 5001},
    ],
)
def test_half_an_assessment_is_refused(operators: tuple[int, int], wrong: dict[str, Any]) -> None:
    with pytest.raises(AssessmentIncomplete):
        write(operators[0], replace(NEW, **wrong))
    with reading() as session:
        assert impact_service.all_of_them(session) == []


def test_what_is_due_is_named(operators: tuple[int, int]) -> None:
    number = write(operators[0])
    with time_machine.travel(dt.datetime(2027, 11, 1, 3, 0, tzinfo=dt.UTC), tick=False), reading() as session:
        assert [one.id for one in impact_service.standing(session).late] == [number]


def test_from_the_form_to_the_table(browser_of: Callable[[int], Any], operators: tuple[int, int]) -> None:
    first, second = (browser_of(who) for who in operators)
    assert "法律要求" in first.get("/impact").text
    said = {
        "activity": "households",
        "title": "家庭收入",
        "purpose": NEW.purpose,
        "risks": "邻居可能知道",
        "risk": "middle",
        "measures": "加密",
        "review_on": "",
    }
    wrong = first.post("/impact", data=said)
    assert wrong.status_code == 422
    assert "邻居可能知道" in wrong.text, "nothing typed is lost"
    page = first.post("/impact", data=said | {"review_on": "2027-11-01"}, follow_redirects=True).text
    assert "我看过" not in page, "not by whoever wrote it"
    with reading() as session:
        [one] = impact_service.all_of_them(session)
    assert "我看过" in second.get(f"/impact/{one.id}").text
    assert "已批准" in second.post(f"/impact/{one.id}/approve", follow_redirects=True).text
    assert "邻居可能知道" in first.get(f"/impact/new?replaces={one.id}").text
    [row] = csv.DictReader(io.StringIO(first.get("/impact.csv").data.decode("utf-8-sig")))
    assert (row["title"], row["purpose"]) == ("家庭收入", "'=只收按定义算收入要用的数")
    assert row["made_at"].startswith(clock.now().strftime("%Y-%m-%d"))
