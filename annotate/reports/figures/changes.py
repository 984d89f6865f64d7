"""What a later version of a report tells otherwise, figure by figure. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class Change:
    """One figure. old, new: (state, value) as the versions tell it, None where it is not in one; difference: new - old."""

    table: str
    metric: str
    county_code: str
    month: str
    old: tuple[str, str | None] | None
    new: tuple[str, str | None] | None
    difference: str | None


def _told(document: Mapping[str, Any]) -> dict[Place, tuple[str, str | None]]:
    return {
        (one["table"], one["metric"], one["county_code"], one["month"]): (one["state"], one["value"])
        for one in document["figures"]
    }


def _difference(old: tuple[str, str | None] | None, new: tuple[str, str | None] | None) -> str | None:
    if old is None or new is None or old[1] is None or new[1] is None:
        return None
    return format(Decimal(new[1]) - Decimal(old[1]), "+f")


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Sequence[Change]:
    """In the order of the newer report; what only the older one told comes last."""
    before, now = _told(old), _told(new)
    places = [*now, *(place for place in before if place not in now)]
    return [
        Change(*place, before.get(place), now.get(place), _difference(before.get(place), now.get(place)))
        for place in places
        if before.get(place) != now.get(place)
    ]
