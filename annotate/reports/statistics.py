"""Order statistics and ratios, exact: integers in, fractions out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


def quantile(values: Sequence[int | Fraction], share: Fraction) -> Fraction:
    """Linear between order statistics (Hyndman and Fan 1996, type 7). Raises ValueError for nothing."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return Fraction(ordered[low]) + (place - low) * (Fraction(ordered[high]) - Fraction(ordered[low]))


def median(values: Sequence[int | Fraction]) -> Fraction:
    return quantile(values, Fraction(1, 2))


def rounded(value: int | Fraction, base: int = 1) -> int:
    """The nearest multiple of `base`; halves away from zero, as people round."""
    steps = abs(Fraction(value)) / base
    whole = int(steps + Fraction(1, 2)) * base
    return whole if value >= 0 else -whole


def percent_text(part: int, whole: int) -> str | None:
    """2734200 of 2544600 -> '107.45'; None when there is nothing to compare with."""
    if whole <= 0:
        return None
    hundredths = rounded(Fraction(part * 10_000, whole))
    return f"{hundredths // 100}.{hundredths % 100:02d}"


@dataclass(frozen=True)
class OfWhom:
    """A part of a whole as it may be told: never without its share and what is left."""

    part: int
    whole: int
    percent: str | None
    remainder: int


def of_whom(part: int, whole: int) -> OfWhom:
    """253000 of 257000 -> 98.44 per cent, 4000 left. Raises ValueError for a part that is larger than its whole."""
    if not 0 <= part <= whole:
        raise ValueError(f"{part} is no part of {whole}")
    return OfWhom(part, whole, percent_text(part, whole), whole - part)
