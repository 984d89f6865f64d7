"""What a look at a device says: is it fit for the work, and what to do where it is not. Never a refusal. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from annotate.core.errors import N_


class Finding(StrEnum):
    """What may make the work harder on a device."""

    NO_PICTURES = "no_pictures"
    SLOW_PICTURES = "slow_pictures"
    NO_MEMORY = "no_memory"
    LITTLE_SPACE = "little_space"
    NO_WORKER = "no_worker"
    INSIDE_APP = "inside_app"
    SMALL_SCREEN = "small_screen"
    SLOW_LINE = "slow_line"


@dataclass(frozen=True)
class DeviceFacts:
    """As the page measured them. decode_ms: for a picture of 960 x 540; none where it could not be opened.

    free_mb, line_kbit_s: none where the browser does not tell.
    """

    screen_width: int
    screen_height: int
    touch: bool
    memory_works: bool
    free_mb: int | None
    worker_works: bool
    decode_ms: int | None
    line_kbit_s: int | None


LEAST_WIDTH = 340
LEAST_FREE_MB = 100
LONGEST_DECODE_MS = 800
# A picture's preview of 150 kB in six seconds.
LEAST_KBIT_S = 200

WORDS = {
    Finding.NO_PICTURES: N_(
        "This browser cannot open the pictures. Use another one: Chrome, Edge, or the browser that came with the phone."
    ),
    Finding.SLOW_PICTURES: N_(
        "Pictures open slowly here. Close other pages and programs; then it gets better."
    ),
    Finding.NO_MEMORY: N_(
        "This browser keeps nothing on the device. Leave the private window, or use another browser; then nothing is lost when the line is cut."
    ),
    Finding.LITTLE_SPACE: N_(
        "The device is nearly full. Delete some videos or programs, so that pictures have room."
    ),
    Finding.NO_WORKER: N_(
        "Without a network the work does not open in this browser. With Chrome, Edge or the browser that came with the phone it does."
    ),
    Finding.INSIDE_APP: N_(
        'You are inside another app. Open this page in the browser of the device: tap the three dots, then "open in browser".'
    ),
    Finding.SMALL_SCREEN: N_("The screen is small. Turn the phone on its side, or use easy mode."),
    Finding.SLOW_LINE: N_(
        'The line is slow. Fetch pictures where there is Wi-Fi ("My device" in the labelling window), and work at home without a network.'
    ),
}
# A browser inside another app forgets what it keeps, and says so in its name.
_APPS = ("MicroMessenger", "QQ/", "AlipayClient", "DingTalk")


def findings_of(facts: DeviceFacts, user_agent: str) -> list[Finding]:
    """What to tell, the gravest first; nothing for a device that is fine."""
    decode_ms, free_mb, line = facts.decode_ms, facts.free_mb, facts.line_kbit_s
    holds = {
        Finding.NO_PICTURES: decode_ms is None,
        Finding.NO_MEMORY: not facts.memory_works,
        Finding.INSIDE_APP: any(app in user_agent for app in _APPS),
        Finding.NO_WORKER: not facts.worker_works,
        Finding.LITTLE_SPACE: free_mb is not None and free_mb < LEAST_FREE_MB,
        Finding.SLOW_LINE: line is not None and line < LEAST_KBIT_S,
        Finding.SLOW_PICTURES: decode_ms is not None and decode_ms > LONGEST_DECODE_MS,
        Finding.SMALL_SCREEN: min(facts.screen_width, facts.screen_height) < LEAST_WIDTH,
    }
    return [finding for finding, is_so in holds.items() if is_so]


def known_findings(stored: Mapping[str, Any]) -> list[Finding]:
    """Findings as they were stored; what a later version no longer knows is left out."""
    return [Finding(code) for code in stored.get("findings", ()) if code in list(Finding)]
