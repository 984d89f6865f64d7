"""What may leave the house: chosen topics, once a day and channel, never in quiet hours."""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock, outbox
from annotate.core.db import insert_once
from annotate.messages.digest import Channel, Digest, digest_of, is_quiet
from annotate.messages.errors import BadMail
from annotate.messages.kinds import Topic
from annotate.messages.models import Message, MessageAddress, MessageChoice, MessagePush
from annotate.messages.queries import in_words
from annotate.people import service as people
from annotate.people.models import Account
from annotate.people.roles import AccountState

_MAIL = re.compile(r"[^@\s\"<>,;:]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")
_SEALED_FIELD = "message_address.mail"
_MOST_TITLES = 50


@dataclass(frozen=True)
class Choices:
    """What a person chose. mail: her address, '' for none."""

    wanted: frozenset[tuple[Topic, Channel]]
    mail: str


@dataclass(frozen=True)
class Letter:
    """One digest for one person. to: a phone or a mail address, for the adapter alone."""

    account_id: int
    channel: Channel
    to: str
    digest: Digest
    upto_id: int


def choices_of(session: Session, account_id: int) -> Choices:
    rows = session.execute(
        sa.select(MessageChoice.topic, MessageChoice.channel).where(MessageChoice.account_id == account_id)
    )
    wanted = frozenset((row.topic, row.channel) for row in rows)
    return Choices(wanted, _mail_of(session, account_id))


def _mail_of(session: Session, account_id: int) -> str:
    kept = session.get(MessageAddress, account_id)
    return people.open_for(session, account_id, _SEALED_FIELD, kept.mail_sealed) if kept else ""


def set_choices(
    session: Session, account_id: int, wanted: Collection[tuple[Topic, Channel]], mail: str
) -> None:
    """Replace what she chose. mail: '' takes her address away. Raises BadMail."""
    address = mail.strip()
    if address and not _MAIL.fullmatch(address):
        raise BadMail
    session.execute(sa.delete(MessageChoice).where(MessageChoice.account_id == account_id))
    session.execute(sa.delete(MessageAddress).where(MessageAddress.account_id == account_id))
    for topic, channel in sorted(wanted):
        session.add(MessageChoice(account_id=account_id, topic=topic, channel=channel))
    if address:
        sealed = people.seal_for(session, account_id, _SEALED_FIELD, address)
        session.add(MessageAddress(account_id=account_id, mail_sealed=sealed))
    session.flush()


def _today() -> dt.date:
    return clock.local_day(clock.now())


def _is_new() -> sa.ColumnElement[bool]:
    """Condition on MessageChoice and Message: unread, and not told of by this channel."""
    pushed = sa.select(sa.func.max(MessagePush.upto_id)).where(
        MessagePush.account_id == MessageChoice.account_id, MessagePush.channel == MessageChoice.channel
    )
    return sa.and_(
        Message.account_id == MessageChoice.account_id,
        Message.topic == MessageChoice.topic,
        Message.read_at.is_(None),
        Message.id > sa.func.coalesce(pushed.scalar_subquery(), 0),
    )


def _not_today() -> sa.ColumnElement[bool]:
    today = sa.select(MessagePush.account_id).where(
        MessagePush.account_id == MessageChoice.account_id,
        MessagePush.channel == MessageChoice.channel,
        MessagePush.day == _today(),
    )
    return ~today.exists()


def announce_due(
    session: Session, channels: Collection[Channel], after_id: int = 0, limit: int = 500
) -> int | None:
    """Announce a push for everybody who has something new and was told nothing today. Where to go on, None at the end.

    In quiet hours nothing is announced: what came then is found at 07:00.
    """
    if not channels or is_quiet(clock.local(clock.now())):
        return None
    query = (
        sa.select(MessageChoice.account_id)
        .join(Account, Account.id == MessageChoice.account_id)
        .where(
            MessageChoice.account_id > after_id,
            Account.state == AccountState.ACTIVE,
            Account.is_synthetic.is_(False),
            MessageChoice.channel.in_(channels),
            _not_today(),
            sa.exists(sa.select(Message.id).where(_is_new())),
        )
        .distinct()
        .order_by(MessageChoice.account_id)
    )
    found = session.scalars(query.limit(limit)).all()
    for account_id in found:
        for channel in sorted(channels):
            ref = f"{account_id}:{channel}"
            outbox.announce(session, "message.push", ref, key=f"push-{ref}-{_today()}")
    return found[-1] if len(found) == limit else None


def letter_for(session: Session, account_id: int, channel: Channel, address: str) -> Letter | None:
    """What is to leave now; None in quiet hours, after today's push, without anything new or a place to send it to.

    address: of the inbox, as it stands in the letter.
    """
    if is_quiet(clock.local(clock.now())):
        return None
    account = session.get(Account, account_id)
    if account is None or account.state is not AccountState.ACTIVE:
        return None
    to = _mail_of(session, account_id) if channel is Channel.MAIL else people.phone_of(session, account_id)
    messages = _new_messages(session, account_id, channel)
    if not to or not messages:
        return None
    titles = [in_words(one, account.locale).title for one in messages]
    return Letter(account_id, channel, to, digest_of(titles, account.locale, address), messages[0].id)


def _new_messages(session: Session, account_id: int, channel: Channel) -> Sequence[Message]:
    query = (
        sa.select(Message)
        .join(MessageChoice, _is_new())
        .where(MessageChoice.account_id == account_id, MessageChoice.channel == channel, _not_today())
    )
    return session.scalars(query.order_by(Message.id.desc()).limit(_MOST_TITLES)).all()


def note_pushed(session: Session, letter: Letter) -> None:
    """The receipt: nothing more leaves by this channel today."""
    values = {
        "account_id": letter.account_id,
        "channel": letter.channel,
        "day": _today(),
        "upto_id": letter.upto_id,
        "pushed_at": clock.now(),
    }
    insert_once(session, MessagePush, values)
