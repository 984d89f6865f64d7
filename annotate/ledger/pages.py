"""Finance's pages: the sums, the journal, one entry, one account. Reading only: entries are booked by services."""

import datetime as dt
from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.db import reading
from annotate.core.errors import N_, Fault, Invalid, NotFound
from annotate.ledger import queries
from annotate.ledger.rules import AccountKind, Side
from annotate.people import own_data_service
from annotate.people.queries import account_ids_called
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.api import query_int

pages = Blueprint("ledger", __name__)
own_data_service.register_part("money_lines", queries.own_lines)
_PAGE = 50


def _day(name: str) -> dt.date | None:
    """A day of the query string; none where it is left out. Raises Invalid."""
    text = request.args.get(name, "")
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid([Fault(name, "day", N_("must be a day such as 2026-03-01"))]) from error


def _end_of(day: dt.date | None) -> dt.datetime | None:
    return clock.day_bounds(day)[1] if day else None


@pages.get("/finance")
@roles(Role.FINANCE, Role.ADMIN)
def trial_balance() -> str:
    day = _day("day")
    with reading() as session:
        lines = queries.trial_balance(session, _end_of(day))
        proof = audit.last(session, "ledger.proved")
    sums = {
        currency: (
            sum(line.debit_e4 for line in lines if line.currency == currency),
            sum(line.credit_e4 for line in lines if line.currency == currency),
        )
        for currency in sorted({line.currency for line in lines})
    }
    return render_template(
        "finance/trial_balance.html", lines=lines, sums=sums, kinds=list(AccountKind), day=day, proof=proof
    )


def _search(session: Session) -> queries.Search:
    """What the form asks for. A pseudonym that nobody has finds nothing, not everything."""
    entry, person = request.args.get("entry", "").strip().lstrip("#"), request.args.get("person", "").strip()
    if entry and not (entry.isascii() and entry.isdigit() and len(entry) < 16):
        raise Invalid([Fault("entry", "number", N_("must be a whole number"))])
    since = _day("since")
    return queries.Search(
        entry_id=int(entry) if entry else None,
        owner_ids=account_ids_called(session, person) if person else None,
        since=clock.day_bounds(since)[0] if since else None,
        before=_end_of(_day("until")),
    )


@pages.get("/finance/entries")
@roles(Role.FINANCE, Role.ADMIN)
def journal() -> str:
    before = query_int("before")
    with reading() as session:
        rows = queries.journal(session, before_id=before, limit=_PAGE, search=_search(session))
    older = rows[-1].id if len(rows) == _PAGE else None
    asked = {
        name: request.args[name] for name in ("entry", "person", "since", "until") if request.args.get(name)
    }
    return render_template(
        "finance/journal.html", rows=rows, older=older, before=before, debit=Side.DEBIT, asked=asked
    )


@pages.get("/finance/entries/<int:entry_id>")
@roles(Role.FINANCE, Role.ADMIN)
def entry(entry_id: int) -> str:
    with reading() as session:
        row = queries.entry_row(session, entry_id)
        if row is None:
            raise NotFound
        place = queries.chain_place(session, entry_id)
    return render_template("finance/entry.html", row=row, place=place, debit=Side.DEBIT)


@pages.get("/finance/accounts/<int:account_id>")
@roles(Role.FINANCE, Role.ADMIN)
def account(account_id: int) -> str:
    before, day = query_int("before"), _day("day")
    with reading() as session:
        told = _account_told(session, account_id, before, day)
    return render_template("finance/account.html", before=before, debit=Side.DEBIT, day=day, **told)


def _account_told(
    session: Session, account_id: int, before: int | None, day: dt.date | None
) -> dict[str, Any]:
    head = queries.account_head(session, account_id)
    if head is None:
        raise NotFound
    lines = queries.lines_of_account(session, [account_id], before_id=before, limit=_PAGE)
    then = clock.day_bounds(day)[1] if day else None
    return {
        "head": head,
        "lines": lines,
        "older": lines[-1].posting_id if len(lines) == _PAGE else None,
        "then_e4": queries.balance_before(session, account_id, then) if then else None,
    }
