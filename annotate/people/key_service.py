"""Rotation of the master key while everything runs: each data key is wrapped again, the sealed fields stay as they are."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit
from annotate.core.crypto import cipher
from annotate.people.models import Account, PersonKey

AT_ONCE = 500


@dataclass(frozen=True)
class KeptKeys:
    """Where a room keeps wrapped data keys: columns of the key's table, and the owner's uuid in the table that `id_` points to."""

    name: str
    id_: sa.orm.InstrumentedAttribute[int]
    wrapped: sa.orm.InstrumentedAttribute[str]
    owner: sa.orm.InstrumentedAttribute[str]


_kept: dict[str, KeptKeys] = {}


def let_keys_rotate(keys: KeptKeys) -> None:
    """Later rooms write their own tables in."""
    _kept[keys.name] = keys


def kept() -> list[KeptKeys]:
    """All tables with data keys, in order of their names."""
    return [_kept[name] for name in sorted(_kept)]


let_keys_rotate(KeptKeys("person", PersonKey.account_id, PersonKey.wrapped, Account.uuid))


def _under(keys: KeptKeys, key_id: str) -> sa.ColumnElement[bool]:
    # 'k1.' is not the beginning of 'k11.'; ids have letters and digits only, nothing that LIKE would read.
    return keys.wrapped.startswith(f"{key_id}.")


def rewrap_some(session: Session, keys: KeptKeys, after_id: int) -> tuple[int | None, int]:
    """Wrap the next keys under the current master key: (id to go on after or None at the end, how many).

    A key that was erased or wrapped by somebody else meanwhile is left alone: the old text has to be there still.
    Raises SealBroken when a master key is not at hand; nothing of this step is kept then.
    """
    query = sa.select(keys.id_, keys.wrapped, keys.owner)
    if keys.owner.class_ is not keys.wrapped.class_:
        query = query.join_from(keys.wrapped.class_, keys.owner.class_)
    query = query.where(keys.id_ > after_id, sa.not_(_under(keys, cipher().current)))
    rows = session.execute(query.order_by(keys.id_).limit(AT_ONCE)).all()
    done = 0
    for id_, wrapped, owner in rows:
        change = sa.update(keys.wrapped.class_).where(keys.id_ == id_, keys.wrapped == wrapped)
        result = session.execute(
            change.values({keys.wrapped: cipher().rewrap(wrapped, owner)}),
            execution_options={"synchronize_session": False},
        )
        done += int(result.rowcount)  # type: ignore[attr-defined]
    return (rows[-1][0] if rows else None), done


def note_rotation(session: Session, counts: dict[str, int]) -> None:
    """Write down that keys were wrapped again, by whom nobody signed in: the operator's command."""
    audit.record(session, None, "keys.rotated", "master_key", cipher().current, counts)


@dataclass(frozen=True)
class KeyCount:
    """How many data keys of a table a master key wraps. key_id None: a master key that is not at hand."""

    table: str
    key_id: str | None
    count: int


def count_keys(session: Session) -> list[KeyCount]:
    """By table and master key, the current one first."""
    found = []
    for keys in kept():
        total = session.scalar(sa.select(sa.func.count()).select_from(keys.wrapped.class_)) or 0
        for key_id in cipher().ids:
            query = sa.select(sa.func.count()).select_from(keys.wrapped.class_).where(_under(keys, key_id))
            count = session.scalar(query) or 0
            total -= count
            found.append(KeyCount(keys.name, key_id, count))
        if total:
            found.append(KeyCount(keys.name, None, total))
    return found
