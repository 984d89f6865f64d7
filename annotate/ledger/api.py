"""The books as JSON, for finance."""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, request

from annotate.core.db import reading
from annotate.ledger import queries
from annotate.ledger.queries import BalanceLine, JournalRow
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.api import describe, query_int, reply

api = Blueprint("ledger_api", __name__)

PAGE = 50


def _moment(at: dt.datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def entry_document(row: JournalRow) -> dict[str, Any]:
    """An entry with its postings and its source."""
    return {
        "id": row.id,
        "key": row.key,
        "event": row.event,
        "source": {"kind": row.source_kind, "id": row.source_id},
        "effective_at": _moment(row.effective_at),
        "posted_at": _moment(row.posted_at),
        "actor_id": row.actor_id,
        "reverses_id": row.reverses_id,
        "reversed_by_id": row.reversed_by_id,
        "memo": row.memo,
        "seq": row.seq,
        "hash": row.hash,
        "chain_hash": row.chain_hash,
        "postings": [
            {
                "account_id": line.account_id,
                "account": line.code,
                "side": line.side.value,
                "amount_e4": line.amount_e4,
                "currency": line.currency,
            }
            for line in row.lines
        ],
    }


@api.get("/finance/journal")
@roles(Role.FINANCE)
@describe(
    "Journal entries with postings and sources, newest first",
    query={"before": "integer", "limit": "integer", "event": "string", "account_id": "integer"},
)
def journal() -> Response:
    limit = query_int("limit", PAGE, 1, 500) or PAGE
    before, account_id = query_int("before"), query_int("account_id")
    with reading() as session:
        rows = queries.journal(session, before, limit, request.args.get("event"), account_id)
    following = rows[-1].id if len(rows) == limit else None
    return reply({"entries": [entry_document(row) for row in rows], "next": following})


def _balance_document(line: BalanceLine) -> dict[str, Any]:
    return {
        "account": line.code,
        "kind": line.kind.value,
        "currency": line.currency,
        "accounts": line.accounts,
        "debit_e4": line.debit_e4,
        "credit_e4": line.credit_e4,
        "balance_e4": line.balance_e4,
    }


@api.get("/finance/trial-balance")
@roles(Role.FINANCE)
@describe("Debits and credits of every account; the totals of each currency are equal")
def trial_balance() -> Response:
    with reading() as session:
        lines = queries.trial_balance(session)
    totals = {
        currency: {
            "debit_e4": sum(line.debit_e4 for line in lines if line.currency == currency),
            "credit_e4": sum(line.credit_e4 for line in lines if line.currency == currency),
        }
        for currency in sorted({line.currency for line in lines})
    }
    return reply({"accounts": [_balance_document(line) for line in lines], "totals": totals})
