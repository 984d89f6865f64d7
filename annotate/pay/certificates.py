"""What a certificate of work may show. Pure."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Item(StrEnum):
    """What she may show, each by itself."""

    NAME = "name"
    PERIOD = "period"
    PICTURES = "pictures"
    HOURS = "hours"
    PAY = "pay"


@dataclass(frozen=True)
class Shown:
    """A certificate as it is verified. values: by item, plain texts and numbers."""

    id: int
    code: str
    values: dict[Item, str | int]
    made_at: dt.datetime
    is_revoked: bool
