"""Funding, progress, her earnings and her ledger, as programs see them."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading
from annotate.projects.models import Project
from tests.conftest import People

Browser = Callable[[int], Any]


def test_funding_answers_the_same_twice(browser_of: Browser, people: People, paid_project: int) -> None:
    body, zhao = {"amount_minor": 90_000, "idempotency_key": "invoice-7"}, browser_of(people.zhao)

    first = zhao.post(f"/api/v1/projects/{paid_project}/fund", json=body)
    again = zhao.post(f"/api/v1/projects/{paid_project}/fund", json=body)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json
    assert first.json["amount_e4"] == 9_000_000
    with reading() as session:
        assert session.scalar(sa.select(Project.funded_e4)) == 9_000_000 + 1_000_000_000


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"amount_minor": 0, "idempotency_key": "k"}, "amount_minor"),
        ({"amount_minor": "5", "idempotency_key": "k"}, "amount_minor"),
        ({"amount_minor": 1.5, "idempotency_key": "k"}, "amount_minor"),
        ({"amount_minor": 5}, "idempotency_key"),
        ({"amount_minor": 5, "idempotency_key": "k" * 65}, "idempotency_key"),
        ({"amount_minor": 5, "idempotency_key": "k", "currency": "USD"}, "currency"),
    ],
    ids=["zero", "text", "fraction", "no key", "long key", "unknown field"],
)
def test_bad_funding_is_refused_with_its_path(
    browser_of: Browser, people: People, paid_project: int, body: dict[str, Any], path: str
) -> None:
    refused = browser_of(people.zhao).post(f"/api/v1/projects/{paid_project}/fund", json=body)

    assert refused.status_code == 422
    assert [fault["path"] for fault in refused.json["faults"]] == [path]


def test_progress_counts_work_and_money(browser_of: Browser, people: People, paid_project: int) -> None:
    progress = browser_of(people.zhao).get(f"/api/v1/projects/{paid_project}/progress")

    assert progress.json == {
        "total": 3,
        "open": 0,
        "done": 3,
        "to_reviewer": 0,
        "submissions": 6,
        "spent_e4": 6 * 4200,
        "waiting": 0,
        "waiting_cost_e4": 0,
        "missing_e4": 0,
    }


def test_sun_gets_the_same_answer_as_for_a_missing_project(
    browser_of: Browser, people: People, paid_project: int
) -> None:
    sun, body = browser_of(people.sun), {"amount_minor": 5, "idempotency_key": "k"}

    for project_id in (paid_project, 999):
        assert sun.get(f"/api/v1/projects/{project_id}/progress").status_code == 404
        assert sun.post(f"/api/v1/projects/{project_id}/fund", json=body).status_code == 404


def test_her_earnings_of_a_month(browser_of: Browser, people: People, paid_project: int) -> None:
    mei = browser_of(people.mei)

    assert mei.get("/api/v1/me/earnings?month=2026-03").json == {
        "month": "2026-03",
        "currency": "CNY",
        "gross_e4": 12_600,
        "top_up_e4": 0,
        "subsidy_e4": 0,
        "tax_e4": 0,
        "net_e4": 12_600,
        "hours": 0.05,
        "hourly_e4": 252_000,
        "submissions": 3,
    }
    assert mei.get("/api/v1/me/earnings").json["gross_e4"] == 0


@pytest.mark.parametrize("month", ["2026-13", "march", "2026-3", "2026-03-01", "١٢٣٤-٠١"])
def test_what_is_no_month_is_refused(browser_of: Browser, people: People, month: str) -> None:
    refused = browser_of(people.mei).get("/api/v1/me/earnings", query_string={"month": month})

    assert (refused.status_code, refused.json["faults"][0]["path"]) == (422, "month")


def test_her_ledger_is_paged_and_only_hers(browser_of: Browser, people: People, paid_project: int) -> None:
    mei = browser_of(people.mei)

    first = mei.get("/api/v1/me/ledger?limit=2").json
    rest = mei.get(f"/api/v1/me/ledger?limit=2&before={first['next']}").json

    lines = first["lines"] + rest["lines"]
    assert [len(first["lines"]), len(rest["lines"]), rest["next"]] == [2, 1, None]
    assert {line["source"]["kind"] for line in lines} == {"submission"}
    assert len({line["source"]["id"] for line in lines}) == 3
    assert all((line["side"], line["amount_e4"]) == ("credit", 4200) for line in lines)


def test_finance_reads_the_books(browser_of: Browser, people: People, paid_project: int) -> None:
    qian = browser_of(people.qian)

    journal = qian.get("/api/v1/finance/journal?limit=4").json
    older = qian.get(f"/api/v1/finance/journal?limit=4&before={journal['next']}").json
    funded = qian.get("/api/v1/finance/journal?event=project_funded").json
    balance = qian.get("/api/v1/finance/trial-balance").json

    assert [len(journal["entries"]), len(older["entries"]), older["next"]] == [4, 3, None]
    assert [p["side"] for p in journal["entries"][0]["postings"]] == ["debit", "credit"]
    assert [entry["event"] for entry in funded["entries"]] == ["project_funded"]
    assert (
        balance["totals"]["CNY"]["debit_e4"]
        == balance["totals"]["CNY"]["credit_e4"]
        == 1_000_000_000 + 6 * 4200
    )
    assert {(line["account"], line["balance_e4"], line["accounts"]) for line in balance["accounts"]} == {
        ("bank:CNY", 1_000_000_000, 1),
        ("client_due", 1_000_000_000, 1),
        ("payable", 6 * 4200, 2),
        ("piece_pay:CNY", 6 * 4200, 1),
    }


@pytest.mark.parametrize("path", ["/api/v1/finance/journal", "/api/v1/finance/trial-balance"])
def test_the_books_are_for_finance_alone(browser_of: Browser, people: People, path: str) -> None:
    for somebody in (people.mei, people.zhao, people.lin, people.sun):
        assert browser_of(somebody).get(path).status_code == 403
