"""JSON routes: funding, a project's progress, her earnings and her ledger."""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, current_app, request
from pydantic import BaseModel, Field

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import Fault, Invalid
from annotate.ledger import queries as ledger
from annotate.pay import queries, service
from annotate.pay.calendar import is_month
from annotate.pay.errors import NotAMonth
from annotate.pay.figures import MonthFigures
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.api import Strict, describe, query_int, read_body, reply
from annotate.web.identity import current

api = Blueprint("pay_api", __name__)
PAGE = 100


class FundingRequest(Strict):
    amount_minor: int = Field(description="in the currency's minor unit, e.g. fen", ge=1, le=10**12)
    idempotency_key: str = Field(min_length=1, max_length=service.LONGEST_KEY)


class FundingReply(BaseModel):
    id: int
    amount_e4: int
    currency: str
    entry_id: int


class ProgressReply(BaseModel):
    """waiting: pictures and clips that nobody is asked about until missing_e4 more is on account."""

    total: int
    open: int
    done: int
    to_reviewer: int
    submissions: int
    spent_e4: int
    waiting: int
    waiting_cost_e4: int
    missing_e4: int


class EarningsReply(BaseModel):
    """hours: of active time, gaps over 90 s left out; hourly_e4: pay before tax for one of them."""

    month: str
    currency: str
    gross_e4: int
    top_up_e4: int
    subsidy_e4: int
    tax_e4: int
    net_e4: int
    hours: float
    hourly_e4: int | None
    submissions: int


class LedgerLine(BaseModel):
    """side credit: she is owed more; debit: it was paid out or taken back."""

    id: int
    entry_id: int
    event: str
    source: dict[str, str]
    effective_at: str
    side: str
    amount_e4: int
    currency: str


class LedgerReply(BaseModel):
    lines: list[LedgerLine]
    next: int | None


@api.post("/projects/<int:project_id>/fund")
@roles(Role.MANAGER)
@describe("Put a client's money into a project, once for each key", FundingRequest, {200: FundingReply})
def fund(project_id: int) -> Response:
    sent = read_body(FundingRequest)
    with transaction() as session:
        made = service.fund_project(
            session, current().account_id, project_id, sent.amount_minor, sent.idempotency_key
        )
    return reply(
        FundingReply(id=made.id, amount_e4=made.amount_e4, currency=made.currency, entry_id=made.entry_id)
    )


@api.get("/projects/<int:project_id>/progress")
@roles(Role.MANAGER, Role.REVIEWER, Role.ADMIN)
@describe("How far a project is and what it has cost", replies={200: ProgressReply})
def progress(project_id: int) -> Response:
    with reading() as session:
        return reply(ProgressReply(**vars(service.progress_of(session, current().account_id, project_id))))


def asked_month() -> str:
    """The month of the query string, this one when none is named. Raises Invalid."""
    month = request.args.get("month") or clock.local_month(clock.now())
    if not is_month(month):
        raise Invalid([Fault("month", NotAMonth.code, NotAMonth.message)])
    return month


@api.get("/me/earnings")
@roles(Role.ANNOTATOR)
@describe("Her figures of a month", replies={200: EarningsReply}, query={"month": "string"})
def earnings() -> Response:
    month, currency = asked_month(), current_app.config["DOUYA"].currency
    with reading() as session:
        return reply(_figures(queries.earnings_of(session, current().account_id, month, currency)))


def _figures(found: MonthFigures) -> EarningsReply:
    return EarningsReply(
        month=found.month,
        currency=found.currency,
        gross_e4=found.gross_e4,
        top_up_e4=found.top_up_e4,
        subsidy_e4=found.subsidy_e4,
        tax_e4=found.tax_e4,
        net_e4=found.net_e4,
        hours=found.hours,
        hourly_e4=found.hourly_e4,
        submissions=found.answers,
    )


def _moment(at: dt.datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _line(line: Any) -> LedgerLine:
    return LedgerLine(
        id=line.posting_id,
        entry_id=line.entry_id,
        event=line.event,
        source={"kind": line.source_kind, "id": line.source_id},
        effective_at=_moment(line.effective_at),
        side=line.side.value,
        amount_e4=line.amount_e4,
        currency=line.currency,
    )


@api.get("/me/ledger")
@roles(Role.ANNOTATOR)
@describe(
    "Every line of the accounts that say what she is owed, newest first",
    replies={200: LedgerReply},
    query={"before": "integer", "limit": "integer"},
)
def my_ledger() -> Response:
    before, limit = query_int("before"), query_int("limit", PAGE, 1, 500) or PAGE
    with reading() as session:
        accounts = ledger.accounts_of_owner(session, current().account_id)
        lines = ledger.lines_of_account(session, accounts, before, limit)
    following = lines[-1].posting_id if len(lines) == limit else None
    return reply(LedgerReply(lines=[_line(line) for line in lines], next=following))
