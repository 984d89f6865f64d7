"""The one message a day that may leave the house, and when it may. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

# By the deployment's wall clock: nobody's phone sounds while her child sleeps.
QUIET_FROM = dt.time(21, 30)
QUIET_UNTIL = dt.time(7, 0)
_MOST_NAMED = 5


class Channel(StrEnum):
    MAIL = "mail"
    SMS = "sms"


def is_quiet(local: dt.datetime) -> bool:
    """local: on the deployment's wall clock. 21:30 is quiet, 07:00 is not."""
    return local.time() >= QUIET_FROM or local.time() < QUIET_UNTIL


@dataclass(frozen=True)
class Digest:
    """What leaves: no name, no phone, only titles and the way home."""

    subject: str
    text: str


_WORDS = {
    "zh_CN": ("豆芽：{count} 条新消息", "还有 {more} 条。", "打开看看：{address}", "不想再收？在“消息”里的“提醒”里关掉。"),
    "en": (
        "Douya: {count} new messages",
        "And {more} more.",
        "Open: {address}",
        'No more of these? Turn them off under "Messages", "Reminders".',
    ),
}  # fmt: skip


def digest_of(titles: Sequence[str], locale: str, address: str) -> Digest:
    """titles: newest first, at least one. address: of the inbox."""
    subject, more, way, end = _WORDS.get(locale, _WORDS["zh_CN"])
    lines = [f"- {title}" for title in titles[:_MOST_NAMED]]
    if len(titles) > _MOST_NAMED:
        lines.append(more.format(more=len(titles) - _MOST_NAMED))
    lines += [way.format(address=address), end]
    return Digest(subject.format(count=len(titles)), "\n".join(lines) + "\n")
