"""Telling people things: one call for every room."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import insert_once
from annotate.core.errors import NotFound
from annotate.messages.kinds import kind_of
from annotate.messages.models import Message


def send(
    session: Session,
    account_id: int,
    kind: str,
    params: Mapping[str, Any] | None = None,
    link: str = "",
    key: str | None = None,
) -> bool:
    """Put a message into somebody's inbox, in the caller's transaction. False when `key` was sent before.

    kind: a code of messages/kinds.py; params: what fills its blanks (amounts in e4, instants as ISO text); link: a path of
    this site. Nothing in params may tell who anybody is. Raises UnknownKind, WrongBlanks, ValueError for a foreign link.
    """
    filled = dict(params or {})
    topic = kind_of(kind, frozenset(filled)).topic
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError(link)
    values = {"account_id": account_id, "kind": kind, "topic": topic, "params": filled, "link": link}
    values |= {"key": key, "created_at": clock.now()}
    return insert_once(session, Message, values)


def open_message(session: Session, account_id: int, message_id: int) -> str:
    """Mark one read; gives where it leads. Raises NotFound, alike for absent ones and those of others."""
    message = session.get(Message, message_id)
    if message is None or message.account_id != account_id:
        raise NotFound
    message.read_at = message.read_at or clock.now()
    return message.link


def mark_all_read(session: Session, account_id: int, up_to_id: int) -> int:
    """How many were unread among those she saw; what came after stays unread."""
    query = sa.update(Message).where(
        Message.account_id == account_id, Message.id <= up_to_id, Message.read_at.is_(None)
    )
    return int(session.execute(query.values(read_at=clock.now())).rowcount)  # type: ignore[attr-defined]
