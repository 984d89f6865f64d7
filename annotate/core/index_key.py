"""The key by which phones and identity numbers are found again: kept wrapped, so that any master key can be taken away."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.crypto import INDEX_OWNER, cipher
from annotate.core.db import current_database, insert_once
from annotate.core.models import SiteKey


def keep(session: Session) -> bool:
    """Keep it, or wrap the kept one under the current master key; True when something was written."""
    fresh = {"name": INDEX_OWNER, "wrapped": cipher().wrapped_index_key()}
    if insert_once(session, SiteKey, fresh):
        return True
    kept = session.get_one(SiteKey, INDEX_OWNER, with_for_update=True, populate_existing=True)
    if kept.wrapped.split(".")[0] == cipher().current:
        return False
    kept.wrapped = cipher().rewrap(kept.wrapped, INDEX_OWNER)
    session.flush()
    return True


def master_of(session: Session) -> str | None:
    """Id of the master key that wraps it; None while it is not kept for itself."""
    kept = session.get(SiteKey, INDEX_OWNER)
    return kept.wrapped.split(".")[0] if kept else None


def use_kept() -> None:
    """Once a process: take the kept one. A database without tables, or from before it was kept, has none."""
    with current_database().engine.connect().execution_options(read_only=True) as connection:
        if not sa.inspect(connection).has_table(SiteKey.__tablename__):
            return
        wrapped = connection.execute(
            sa.select(SiteKey.wrapped).where(SiteKey.name == INDEX_OWNER)
        ).scalar_one_or_none()
    if wrapped is not None:
        cipher().use_index_key(wrapped)
