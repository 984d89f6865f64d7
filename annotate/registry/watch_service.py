"""Watch lists of counties: entered from a document, approved by another operator, in force by their days."""

import datetime as dt
import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit
from annotate.core.errors import NotFound
from annotate.registry.errors import (
    WatchListApproved,
    WatchListIncomplete,
    WatchListSamePerson,
    WatchListUnknownCounty,
)
from annotate.registry.models import County, WatchList


def read_codes(text: str) -> list[str]:
    """Six digits each, however they are parted: '520624, 520625' -> ['520624', '520625']."""
    return sorted(set(re.findall(r"(?<!\d)\d{6}(?!\d)", text)))


def enter(
    session: Session,
    actor_id: int,
    title: str,
    document: str,
    valid_from: dt.date | None,
    valid_to: dt.date | None,
    codes: Sequence[str],
) -> WatchList:
    """Raises WatchListIncomplete, WatchListUnknownCounty."""
    title, document = title.strip(), document.strip()
    is_whole = bool(title) and bool(document) and len(title) <= 200 and len(document) <= 100
    if not is_whole or valid_from is None or not codes or (valid_to is not None and valid_to < valid_from):
        raise WatchListIncomplete
    known = set(session.scalars(sa.select(County.code).where(County.code.in_(codes))))
    if unknown := [code for code in codes if code not in known]:
        raise WatchListUnknownCounty(codes=", ".join(unknown[:10]))
    made = WatchList(
        title=title,
        document=document,
        valid_from=valid_from,
        valid_to=valid_to,
        codes=sorted(set(codes)),
        entered_by=actor_id,
    )
    session.add(made)
    session.flush()
    audit.record(session, actor_id, "watch_list.entered", "watch_list", made.id, {"counties": len(codes)})
    return made


def approve(session: Session, actor_id: int, list_id: int) -> None:
    """Raises NotFound, WatchListApproved, WatchListSamePerson."""
    found = session.get(WatchList, list_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    if found.approved_by is not None:
        raise WatchListApproved
    if found.entered_by == actor_id:
        raise WatchListSamePerson
    found.approved_by = actor_id
    audit.record(session, actor_id, "watch_list.approved", "watch_list", found.id)


def lists(session: Session) -> Sequence[WatchList]:
    """All of them, newest first."""
    return session.scalars(sa.select(WatchList).order_by(WatchList.id.desc())).all()


def in_force(session: Session, day: dt.date) -> Sequence[WatchList]:
    """Approved ones that hold on a day."""
    query = sa.select(WatchList).where(
        WatchList.approved_by.is_not(None),
        WatchList.valid_from <= day,
        sa.or_(WatchList.valid_to.is_(None), WatchList.valid_to >= day),
    )
    return session.scalars(query.order_by(WatchList.id)).all()
