"""What a picture looks like as 64 bits (pHash), and how near two looks are. Pure.

Source: Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010, section 3.2.1: signs of the
lowest 8 x 8 frequencies of a grey 32 x 32 picture against their median.
"""

import math
from collections.abc import Sequence
from statistics import median

SIDE = 32
_KEPT = 8
# Measured on 21 street pictures: packed anew, made smaller, lighter or darker, at most 2; cut by a hundredth, at most
# 4; two different pictures, at least 12. At 3 no pair is missed by four bands, for one of them must be equal.
MOST_DIFFERENT = 3
BANDS = 4
_BAND_BITS = 16

_WAVES = [[math.cos(math.pi * (2 * x + 1) * wave / (2 * SIDE)) for x in range(SIDE)] for wave in range(_KEPT)]


def look_of(greys: Sequence[int]) -> int:
    """64 bits of a grey picture of 32 x 32, row by row. Takes 1 ms; numpy would cost every child its start."""
    rows = [greys[at : at + SIDE] for at in range(0, SIDE * SIDE, SIDE)]
    across = [[sum(a * b for a, b in zip(row, wave, strict=True)) for wave in _WAVES] for row in rows]
    columns = list(zip(*across, strict=True))
    # Rounded: in a picture of one colour nothing but the rounding of floats would decide.
    strengths = [
        round(sum(a * b for a, b in zip(column, wave, strict=True)), 3)
        for wave in _WAVES
        for column in columns
    ]
    middle = median(strengths[1:])
    return sum(1 << bit for bit, strength in enumerate(strengths) if strength > middle)


def bands_of(look: int) -> tuple[int, ...]:
    """Four numbers of 16 bits; bits that stand side by side go into different ones, so that each tells as much."""
    return tuple(
        sum((look >> (BANDS * place + band) & 1) << place for place in range(_BAND_BITS))
        for band in range(BANDS)
    )


def distance(one: Sequence[int], other: Sequence[int]) -> int:
    """Bits in which two looks differ, 0 ... 64; each as its bands."""
    return sum((a ^ b).bit_count() for a, b in zip(one, other, strict=True))
