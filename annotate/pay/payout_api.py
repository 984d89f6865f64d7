"""Payouts as JSON, for finance."""

from typing import Any

from flask import Blueprint, Response

from annotate.core.db import reading
from annotate.pay import payout_queries
from annotate.pay.payout_queries import BatchShown
from annotate.people.roles import Role
from annotate.web.access import roles
from annotate.web.api import describe, query_int, reply

api = Blueprint("payout_api", __name__)
PAGE = 50


def _document(batch: BatchShown) -> dict[str, Any]:
    return {
        "id": batch.id,
        "channel": batch.channel.value,
        "currency": batch.currency,
        "day": batch.day.isoformat(),
        "state": batch.state.value,
        "payments": batch.lines,
        "net_e4": batch.net_e4,
        "tax_e4": batch.tax_e4,
        "under_way": batch.under_way,
        "failed": batch.failed,
    }


@api.get("/finance/payouts")
@roles(Role.FINANCE)
@describe(
    "Payments by state over all batches, and the batches, newest first",
    query={"before": "integer", "limit": "integer"},
)
def payouts() -> Response:
    before, limit = query_int("before"), query_int("limit", PAGE, 1, 500) or PAGE
    with reading() as session:
        counts = payout_queries.counts_by_state(session)
        batches = payout_queries.batches(session, before, limit)
    states = {state.value: {"payments": count, "net_e4": amount} for state, (count, amount) in counts.items()}
    following = batches[-1].id if len(batches) == limit else None
    return reply({"states": states, "batches": [_document(batch) for batch in batches], "next": following})
