"""A message in words: its kind's text with the blanks filled, in either language. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import format_datetime, format_skeleton

from annotate.core.money import format_e4
from annotate.messages.kinds import KINDS, Words

_CHINESE = "zh_CN"


@dataclass(frozen=True)
class Said:
    title: str
    body: str


def _filled(name: str, value: Any, locale: str, zone: dt.tzinfo) -> str:
    if name.endswith("_e4"):
        return format_e4(int(value), 2 if int(value) % 100 == 0 or abs(int(value)) >= 10_000 else 4)
    if name.endswith("_at"):
        at = dt.datetime.fromisoformat(value).astimezone(zone)
        return str(format_datetime(at, "short", locale=locale))
    if name.endswith("_day"):
        return str(format_skeleton("MMMd", dt.datetime.fromisoformat(value), locale=locale))
    if name.endswith("_month"):
        return str(format_skeleton("yMMM", dt.datetime.fromisoformat(f"{value}-01"), locale=locale))
    if name == "names":
        return ("、" if locale == _CHINESE else ", ").join(value)
    return str(value)


def say(kind: str, params: Mapping[str, Any], locale: str, zone: dt.tzinfo) -> Said:
    """locale: zh_CN or en; zone: where its instants are told."""
    words: Words = KINDS[kind].zh if locale == _CHINESE else KINDS[kind].en
    filled = {name: _filled(name, value, locale, zone) for name, value in params.items()}
    return Said(words.title % filled, words.body % filled)
