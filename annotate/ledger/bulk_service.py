"""Booking many entries at once, with the same outcome as one by one: a pay day of 100,000 people takes minutes, not hours."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from annotate.core.groups import batched
from annotate.ledger.booking import NewEntry
from annotate.ledger.rules import Entry, Posted, check_postings, entry_hash
from annotate.ledger.service import (
    Booked,
    Known,
    balance_changes,
    first_booked,
    known_accounts,
    own_columns,
    postings_by_line,
    statements_for,
)

# So many entries in one round: a query takes as many keys and accounts on both engines.
_AT_ONCE = 500


def post_entries(session: Session, entries: Sequence[NewEntry]) -> list[tuple[Booked, bool]]:
    """Book entries of different keys and seal them; for each what `post_entry` gives, in order.

    Raises ValueError as `post_entry` does, and for a key that stands twice.
    """
    if len({new.key for new in entries}) != len(entries):
        raise ValueError("a key stands twice among the entries")
    found: list[tuple[Booked, bool]] = []
    for part in batched(entries, _AT_ONCE):
        found += _post_part(session, part)
    return found


def _post_part(session: Session, part: Sequence[NewEntry]) -> list[tuple[Booked, bool]]:
    accounts = known_accounts(session, [line for new in part for line in new.lines])
    postings = {new.key: postings_by_line(accounts, new.lines) for new in part}
    for lines in postings.values():
        check_postings(lines)
    said = {new.key: own_columns(new) for new in part}
    ids = _insert(session, said)
    hashes = {
        key: entry_hash(Entry(id=entry_id, postings=tuple(postings[key]), **said[key]))
        for key, entry_id in ids.items()
    }
    if ids:
        _write(session, accounts, ids, postings, hashes)
    return [
        (Booked(ids[new.key], hashes[new.key]), True)
        if new.key in ids
        else (first_booked(session, new, postings[new.key]), False)
        for new in part
    ]


def _insert(session: Session, said: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """Ids by key of the entries that are new."""
    insert = statements_for(session).insert_entry_with_key
    rows = session.execute(insert, [dict(columns) for columns in said.values()])
    return {row.key: row.id for row in rows}


def _write(
    session: Session,
    accounts: Mapping[int | str, Known],
    ids: Mapping[str, int],
    postings: Mapping[str, Sequence[Posted]],
    hashes: Mapping[str, str],
) -> None:
    sql = statements_for(session)
    lines = [{"entry_id": entry_id, **vars(one)} for key, entry_id in ids.items() for one in postings[key]]
    session.execute(sql.insert_postings, lines)
    session.execute(sql.seal, [{"sealed_id": ids[key], "content_hash": seal} for key, seal in hashes.items()])
    sums: dict[tuple[int, int], int] = {}
    for key, entry_id in ids.items():
        for change in balance_changes(entry_id, accounts, postings[key]):
            place = (change["account_id"], change["part"])
            sums[place] = sums.get(place, 0) + change["balance_e4"]
    # In the order of ids, as one entry does: two rounds at once must not lock rows crosswise.
    session.execute(
        sql.add_to_balance,
        [{"account_id": a, "part": part, "balance_e4": sums[a, part]} for a, part in sorted(sums)],
    )
