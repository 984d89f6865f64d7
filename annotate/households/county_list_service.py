"""Lists of registered families: brought in by a county's coordinator, held against the identity numbers of its women."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.groups import batched
from annotate.households.county_lists import Listed, ListedStatus, ListTitle
from annotate.households.errors import ListFromTheFuture, ListThereAlready, ListWithoutSource
from annotate.households.models import CountyList, ListedPerson
from annotate.people import identity_service
from annotate.people.models import Account, IdentityNumber

_AT_ONCE = 1000


def check_title(session: Session, county_code: str, title: ListTitle) -> None:
    """Raises ListWithoutSource, ListFromTheFuture, ListThereAlready."""
    if not title.title.strip() or not title.document.strip() or title.as_of is None:
        raise ListWithoutSource
    if title.as_of > clock.local_day(clock.now()):
        raise ListFromTheFuture
    same = sa.select(CountyList.id).where(
        CountyList.county_code == county_code, CountyList.as_of == title.as_of
    )
    if session.scalar(same) is not None:
        raise ListThereAlready(day=title.as_of.isoformat())


def take_list(
    session: Session, actor_id: int, county_code: str, title: ListTitle, rows: Sequence[Listed]
) -> CountyList:
    """Keep a list; of each person only the keyed hash. Raises what `check_title` raises."""
    check_title(session, county_code, title)
    assert title.as_of is not None
    kept = CountyList(
        county_code=county_code,
        title=title.title.strip()[:300],
        document=title.document.strip()[:100],
        as_of=title.as_of,
        people=len(rows),
        imported_by=actor_id,
    )
    session.add(kept)
    session.flush()
    for some in batched(rows, _AT_ONCE):
        hashed = [
            {"list_id": kept.id, "number_index": identity_service.index_of(one.number), "status": one.status}
            for one in some
        ]
        session.execute(sa.insert(ListedPerson), hashed)
    audit.record(session, actor_id, "county_list.imported", "county_list", kept.id, {"people": len(rows)})
    return kept


@dataclass(frozen=True)
class ListLine:
    """A list and how many of the county's women stand on it."""

    row: CountyList
    ours: int


def lists_of(session: Session, county_code: str) -> list[ListLine]:
    """Newest first; the first one holds."""
    ours = (
        sa.select(sa.func.count())
        .select_from(ListedPerson)
        .join(IdentityNumber, IdentityNumber.number_index == ListedPerson.number_index)
        .join(Account, Account.id == IdentityNumber.account_id)
        .where(ListedPerson.list_id == CountyList.id, Account.county_code == county_code)
        .scalar_subquery()
    )
    query = sa.select(CountyList, ours).where(CountyList.county_code == county_code)
    rows = session.execute(query.order_by(CountyList.as_of.desc()))
    return [ListLine(row[0], row[1]) for row in rows]


@dataclass(frozen=True)
class Standing:
    """What the newest list of her county says of her. status None: she is not on it. source None: there is no list."""

    status: ListedStatus | None
    source: CountyList | None
    has_number: bool


def standing_of(session: Session, account_ids: Iterable[int], county_code: str | None) -> dict[int, Standing]:
    """By account. Without an identity number on file nobody can be found on a list."""
    newest = session.scalar(
        sa.select(CountyList)
        .where(CountyList.county_code == county_code)
        .order_by(CountyList.as_of.desc())
        .limit(1)
    )
    wanted = list(account_ids)
    query = (
        sa.select(IdentityNumber.account_id, ListedPerson.status)
        .join(
            ListedPerson,
            sa.and_(
                ListedPerson.number_index == IdentityNumber.number_index,
                ListedPerson.list_id == (newest.id if newest else 0),
            ),
            isouter=True,
        )
        .where(IdentityNumber.account_id.in_(wanted))
    )
    found = {row[0]: row[1] for row in session.execute(query)}
    return {one: Standing(found.get(one), newest, one in found) for one in wanted}


def own_standing(session: Session, account_id: int) -> list[dict[str, Any]]:
    """What the newest list of her county says of her, for her own file."""
    account = session.get_one(Account, account_id)
    standing = standing_of(session, [account_id], account.county_code)[account_id]
    if standing.status is None or standing.source is None:
        return []
    source = standing.source
    return [
        {"status": standing.status, "list": source.title, "document": source.document, "as_of": source.as_of}
    ]
