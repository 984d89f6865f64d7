"""What a video file may be, and which of its frames are taken. Pure."""

import math
from dataclasses import dataclass
from fractions import Fraction

from annotate.core.errors import N_, Fault, Invalid

USUAL_RATE = 2.0
SLOWEST_RATE, FASTEST_RATE = 0.1, 60.0
MOST_FRAMES = 3000
MOST_PIXELS = 9_500_000  # 4096 x 2304
LONGEST_SECONDS = 3600
LARGEST_FILE_BYTES = 4_000_000_000
# Of what a head promises, so much must really be there; the rest is what heads round.
LEAST_SHARE = 0.9
BY_RATE, KEY_FRAMES = "rate", "key_frames"
NAME_LETTERS = 180
ENDINGS = (".mp4", ".m4v", ".mov", ".mkv", ".avi", ".webm")


@dataclass(frozen=True)
class Taking:
    """Which frames of a video file are taken: so many a second, or only its key frames (None)."""

    rate: float | None = USUAL_RATE


def taking_of(by: str, rate_text: str) -> Taking:
    """A form's words; both may be left out. Raises Invalid for a way or a rate that is none."""
    if by == KEY_FRAMES:
        return Taking(None)
    if by not in ("", BY_RATE):
        raise Invalid([Fault("take", "choice", N_("must be “rate” or “key_frames”"))])
    try:
        rate = float(rate_text) if rate_text.strip() else USUAL_RATE
    except ValueError:
        rate = math.nan
    if not SLOWEST_RATE <= rate <= FASTEST_RATE:
        words = N_("must be a number of frames per second, from %(least)s to %(most)s")
        raise Invalid([Fault("rate", "number", words, {"least": SLOWEST_RATE, "most": int(FASTEST_RATE)})])
    return Taking(rate)


def is_called_a_video(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def film_name(file_name: str) -> str:
    """'day 1/ride.mp4' -> 'day 1/ride': how the sequence is called; the end of a name that is too long."""
    return file_name.rpartition(".")[0][-NAME_LETTERS:].lstrip("/") or file_name[-NAME_LETTERS:]


def frame_name(film: str, number: int) -> str:
    """number: from 1."""
    return f"{film}_{number:06d}.jpg"


class Picker:
    """Says of each frame, in order, whether it is taken: the first at or after every tick of the rate."""

    def __init__(self, rate: float) -> None:
        self._step = Fraction(rate).limit_denominator(1000)
        self._start: Fraction | None = None
        self._taken = 0

    def wants(self, at: Fraction) -> bool:
        """at: seconds of the video's own clock."""
        if self._start is None:
            self._start = at
        # A clock of thousandths shows 0.499 for the frame of half a second.
        ticks = (at - self._start + Fraction(1, 500)) * self._step
        if ticks < self._taken:
            return False
        self._taken = math.floor(ticks) + 1
        return True


def true_rate(wanted: float | None, first_at: float, last_at: float, count: int) -> float:
    """Frames per second of what was taken: as wanted, or fewer where the video has no more."""
    mean = (count - 1) / (last_at - first_at) if count > 1 and last_at > first_at else None
    if wanted is None:
        return round(mean or 1.0, 3)
    # A little under the wish is only where the last tick fell.
    return wanted if mean is None or mean > 0.9 * wanted else round(mean, 3)
