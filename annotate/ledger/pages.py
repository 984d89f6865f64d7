"""Finance's pages: the sums, the journal, one entry, one account. Reading only: entries are booked by services."""

from flask import Blueprint, render_template

from annotate.core.db import reading
from annotate.core.errors import NotFound
from annotate.ledger import queries
from annotate.ledger.rules import AccountKind, Side
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.api import query_int

pages = Blueprint("ledger", __name__)
_PAGE = 50


@pages.get("/finance")
@roles(Role.FINANCE, Role.ADMIN)
def trial_balance() -> str:
    with reading() as session:
        lines = queries.trial_balance(session)
    sums = {
        currency: (
            sum(line.debit_e4 for line in lines if line.currency == currency),
            sum(line.credit_e4 for line in lines if line.currency == currency),
        )
        for currency in sorted({line.currency for line in lines})
    }
    return render_template("finance/trial_balance.html", lines=lines, sums=sums, kinds=list(AccountKind))


@pages.get("/finance/entries")
@roles(Role.FINANCE, Role.ADMIN)
def journal() -> str:
    before = query_int("before")
    with reading() as session:
        rows = queries.journal(session, before_id=before, limit=_PAGE)
    older = rows[-1].id if len(rows) == _PAGE else None
    return render_template("finance/journal.html", rows=rows, older=older, before=before, debit=Side.DEBIT)


@pages.get("/finance/entries/<int:entry_id>")
@roles(Role.FINANCE, Role.ADMIN)
def entry(entry_id: int) -> str:
    with reading() as session:
        row = queries.entry_row(session, entry_id)
    if row is None:
        raise NotFound
    return render_template("finance/entry.html", row=row, debit=Side.DEBIT)


@pages.get("/finance/accounts/<int:account_id>")
@roles(Role.FINANCE, Role.ADMIN)
def account(account_id: int) -> str:
    before = query_int("before")
    with reading() as session:
        head = queries.account_head(session, account_id)
        lines = queries.lines_of_account(session, [account_id], before_id=before, limit=_PAGE)
    if head is None:
        raise NotFound
    older = lines[-1].posting_id if len(lines) == _PAGE else None
    return render_template(
        "finance/account.html", head=head, lines=lines, older=older, before=before, debit=Side.DEBIT
    )
