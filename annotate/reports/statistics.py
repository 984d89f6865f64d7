"""Order statistics and ratios, exact: integers in, fractions out. Pure."""

from collections.abc import Sequence
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
