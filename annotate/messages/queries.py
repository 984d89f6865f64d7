"""Reads that the inbox and the navigation need."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.messages.models import Message
from annotate.messages.saying import Said, say

_UNREAD = sa.select(sa.func.count()).where(
    Message.account_id == sa.bindparam("account_id"), Message.read_at.is_(None)
)


@dataclass(frozen=True)
class Line:
    """One message as its reader sees it."""

    id: int
    said: Said
    link: str
    created_at: dt.datetime
    is_read: bool


def in_words(message: Message, locale: str) -> Said:
    return say(message.kind, message.params, locale, clock.zone())


def unread_count(session: Session, account_id: int) -> int:
    return session.scalar(_UNREAD, {"account_id": account_id}) or 0


def inbox(
    session: Session, account_id: int, locale: str, before_id: int | None = None, limit: int = 30
) -> list[Line]:
    """Newest first, paged by id."""
    query = sa.select(Message).where(Message.account_id == account_id)
    if before_id is not None:
        query = query.where(Message.id < before_id)
    return _lines(session, query, locale, limit)


def unread(session: Session, account_id: int, locale: str, limit: int) -> list[Line]:
    """The newest that she has not read."""
    query = sa.select(Message).where(Message.account_id == account_id, Message.read_at.is_(None))
    return _lines(session, query, locale, limit)


def _lines(session: Session, query: sa.Select[Message], locale: str, limit: int) -> list[Line]:
    return [
        Line(one.id, in_words(one, locale), one.link, one.created_at, one.read_at is not None)
        for one in session.scalars(query.order_by(Message.id.desc()).limit(limit))
    ]
