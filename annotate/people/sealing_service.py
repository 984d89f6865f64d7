"""Identity fields of later rooms for many people at once: one query for the keys of five hundred."""

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.crypto import cipher
from annotate.core.groups import batched
from annotate.people.models import Account, PersonKey

_AT_ONCE = 500


def _keys_of(session: Session, account_ids: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    """(account, wrapped key, owner) of everybody who was not erased."""
    columns = (Account.id, PersonKey.wrapped, Account.uuid)
    query = sa.select(*columns).join(PersonKey, PersonKey.account_id == Account.id)
    for part in batched(account_ids, _AT_ONCE):
        for row in session.execute(query.where(Account.id.in_(part))):
            yield row.id, row.wrapped, row.uuid


def seal_many(session: Session, field_name: str, texts: Mapping[int, str]) -> dict[int, str]:
    """Each person's text under her own key; whoever was erased is left out. field_name: 'table.column'."""
    return {
        account_id: cipher().seal(wrapped, owner, field_name, texts[account_id])
        for account_id, wrapped, owner in _keys_of(session, list(texts))
    }


def open_many(session: Session, field_name: str, sealed: Mapping[int, str]) -> dict[int, str]:
    """What `seal_many` or `service.seal_for` sealed; whoever was erased is left out."""
    return {
        account_id: cipher().open(wrapped, owner, field_name, sealed[account_id])
        for account_id, wrapped, owner in _keys_of(session, list(sealed))
    }


def not_erased(session: Session, account_ids: Sequence[int]) -> set[int]:
    """Those of these people whose sealed fields can still be opened."""
    return {account_id for account_id, _wrapped, _owner in _keys_of(session, account_ids)}
