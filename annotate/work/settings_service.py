"""Her own settings of the editor: read with the facts of its page, written by her devices."""

from typing import Any

from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import insert_once
from annotate.work.models import EditorSettings


def editor_settings(session: Session, account_id: int) -> dict[str, Any] | None:
    """{"revision", "keys"}, or None when she never changed anything."""
    found = session.get(EditorSettings, account_id)
    return {"revision": found.revision, "keys": found.keys} if found else None


def keep_editor_settings(session: Session, account_id: int, revision: int, keys: dict[str, Any]) -> int:
    """Keep what her device sent; gives the revision that counts now.

    An older copy, sent late by a device that was without a network, never replaces a newer one.
    """
    first = {"account_id": account_id, "revision": revision, "keys": keys, "saved_at": clock.now()}
    # Two devices that keep their first copy at once are two in a row.
    if insert_once(session, EditorSettings, first):
        return revision
    found = session.get_one(EditorSettings, account_id, with_for_update=True)
    if revision >= found.revision:
        found.revision, found.keys, found.saved_at = revision, keys, clock.now()
    return found.revision
