"""What each person was told, as a kind and what fills its blanks."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from annotate.core import clock
from annotate.core.db import Base, Id, Json
from annotate.messages.digest import Channel
from annotate.messages.kinds import Topic

_UNREAD = sa.text("read_at IS NULL")


class Message(Base):
    """One message to one person. Kept in clear: nothing in it may tell who anybody is."""

    __tablename__ = "message"
    __table_args__ = (
        sa.Index("ix_message_inbox", "account_id", "id"),
        # Counted for every page that she opens.
        sa.Index("ix_message_unread", "account_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    topic: Mapped[Topic]
    params: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    # A path of this site, '' for none.
    link: Mapped[str] = mapped_column(sa.String(200), default="")
    # Given by causes that may be told twice.
    key: Mapped[str | None] = mapped_column(sa.String(128), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    read_at: Mapped[dt.datetime | None]


class MessageChoice(Base):
    """A topic that she wants to be told of outside as well, by one channel. No row: inside only."""

    __tablename__ = "message_choice"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(primary_key=True)


class MessageAddress(Base):
    """Her mail address, sealed under her own key; her phone is in her account."""

    __tablename__ = "message_address"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    mail_sealed: Mapped[str] = mapped_column(sa.Text)


class MessagePush(Base):
    """What left the house: at most once a local day, person and channel."""

    __tablename__ = "message_push"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(primary_key=True)
    day: Mapped[dt.date] = mapped_column(sa.Date, primary_key=True)
    # The newest message told of; later ones wait for another day.
    upto_id: Mapped[int] = mapped_column(Id)
    pushed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
