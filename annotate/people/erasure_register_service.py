"""Who was erased, kept beside the pictures and apart from the database: a restored backup cannot bring anybody back.

The list holds random numbers (account.uuid), which say nothing about anybody.
"""

from collections.abc import Iterable

from annotate.core.storage import Storage

KEY = "erasures/register.txt"


def read(storage: Storage) -> list[str]:
    """The uuids in it, in order; none where nobody was erased yet."""
    try:
        return storage.get(KEY).decode().split()
    except FileNotFoundError:
        return []


def enter(storage: Storage, uuids: Iterable[str]) -> None:
    """Write in whoever is missing; nobody is ever taken out."""
    known = read(storage)
    more = [one for one in uuids if one not in set(known)]
    if more:
        storage.put(KEY, "\n".join([*known, *more, ""]).encode())
