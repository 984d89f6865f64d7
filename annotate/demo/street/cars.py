"""Cars of five forms: saloon, hatchback, off-roader, van and taxi."""

import random
from collections.abc import Sequence

from annotate.demo.street.bodies import GLASS, LAMP, RED, TRIM, both, plate, wheel, wheels_under
from annotate.demo.street.shapes import Point, Rgb, lit, mix, rounded
from annotate.demo.street.solids import Detail, Solid

CAR_COLOURS: tuple[Rgb, ...] = (
    (236, 236, 230),
    (236, 236, 230),
    (190, 196, 200),
    (88, 94, 102),
    (44, 48, 56),
    (172, 44, 42),
    (40, 92, 148),
    (98, 150, 170),
    (214, 170, 72),
    (112, 138, 104),
    (150, 104, 74),
    (222, 202, 176),
)

_SEDAN: tuple[Point, ...] = (
    (-2.27, 0.24),
    (-2.32, 0.48),
    (-2.3, 0.8),
    (-2.2, 0.97),
    (-1.55, 1.05),
    (-0.9, 1.39),
    (-0.35, 1.46),
    (0.3, 1.43),
    (1.08, 1.03),
    (1.7, 0.94),
    (2.1, 0.82),
    (2.3, 0.64),
    (2.32, 0.42),
    (2.26, 0.24),
)
_HATCH: tuple[Point, ...] = (
    (-1.97, 0.24),
    (-2.02, 0.48),
    (-2.0, 0.92),
    (-1.93, 1.03),
    (-1.6, 1.42),
    (-1.1, 1.52),
    (-0.1, 1.52),
    (0.45, 1.46),
    (1.15, 1.04),
    (1.62, 0.95),
    (1.92, 0.78),
    (2.0, 0.5),
    (1.95, 0.24),
)
_SUV: tuple[Point, ...] = (
    (-2.22, 0.3),
    (-2.3, 0.55),
    (-2.28, 1.02),
    (-2.2, 1.14),
    (-1.9, 1.6),
    (-1.4, 1.7),
    (-0.2, 1.71),
    (0.3, 1.65),
    (1.0, 1.18),
    (1.75, 1.09),
    (2.15, 0.95),
    (2.28, 0.6),
    (2.22, 0.3),
)
_VAN: tuple[Point, ...] = (
    (-2.05, 0.26),
    (-2.1, 0.5),
    (-2.08, 1.02),
    (-2.04, 1.12),
    (-1.9, 1.72),
    (-1.5, 1.84),
    (0.5, 1.84),
    (1.0, 1.74),
    (1.72, 1.08),
    (1.98, 0.9),
    (2.08, 0.55),
    (2.02, 0.26),
)
_FORMS: dict[str, tuple[tuple[Point, ...], float, tuple[int, int], float]] = {
    # profile, belt, strips with glass, width
    "sedan": (_SEDAN, 1.0, (4, 7), 1.8),
    "taxi": (_SEDAN, 1.0, (4, 7), 1.8),
    "hatch": (_HATCH, 1.03, (3, 7), 1.72),
    "suv": (_SUV, 1.15, (3, 7), 1.9),
    "van": (_VAN, 1.1, (3, 7), 1.7),
}


def car(rng: random.Random) -> list[Solid]:
    """A car of one of five forms; a taxi carries its lamp on the roof."""
    kind = rng.choice(("sedan", "sedan", "hatch", "suv", "suv", "van", "taxi"))
    profile, belt, glass, width = _FORMS[kind]
    colour = rng.choice(CAR_COLOURS)
    if kind == "taxi":
        colour = rng.choice(((64, 150, 110), (236, 196, 72), (70, 130, 190)))
    top = max(point[1] for point in profile)
    details = (
        *_side_panes(profile, belt, glass),
        *wheel(profile[0][0] + 0.86, 0.33),
        *wheel(profile[-1][0] - 0.88, 0.33),
        Detail("sides", rounded(-0.32, belt - 0.14, -0.1, belt - 0.1, 0.02), lit(colour, 0.8)),
        Detail("sides", rounded(0.62, belt - 0.14, 0.84, belt - 0.1, 0.02), lit(colour, 0.8)),
        *_car_rear(belt, width / 2, rng),
        *_car_front(belt, width / 2, colour),
    )
    body = Solid(profile, width, colour, belt, 0.2, 0.5, glass, GLASS, details)
    parts = [*wheels_under(profile[0][0] + 0.5, profile[-1][0] - 0.5, width), body]
    if kind == "taxi":
        lamp = (
            (-0.35, top - 0.03),
            (-0.33, top + 0.13),
            (-0.2, top + 0.16),
            (-0.07, top + 0.13),
            (-0.05, top - 0.03),
        )
        parts.append(Solid(lamp, 0.6, (250, 236, 190)))
    return parts


def _side_panes(profile: Sequence[Point], belt: float, glass: tuple[int, int]) -> tuple[Detail, ...]:
    """Two side windows that follow the roof between the panes of rear and front."""
    rear_low, rear_high = profile[glass[0]], profile[glass[0] + 1]
    front_high, front_low = profile[glass[1]], profile[glass[1] + 1]
    base, roof = belt + 0.06, rear_high[1] - 0.06
    post = (rear_low[0] + front_low[0]) / 2 - 0.05
    rear = [
        (rear_low[0] + 0.3, base),
        (rear_high[0] + 0.16, roof),
        (post - 0.04, roof + 0.02),
        (post - 0.04, base),
    ]
    front = [
        (post + 0.04, base),
        (post + 0.04, roof + 0.02),
        (front_high[0] - 0.06, roof),
        (front_low[0] - 0.24, base),
    ]
    shine = [(post + 0.14, base), (post + 0.34, roof), (post + 0.5, roof), (post + 0.3, base)]
    return (
        Detail("sides", rear, GLASS),
        Detail("sides", front, GLASS),
        Detail("sides", shine, mix(GLASS, (255, 255, 255), 0.16)),
    )


def _car_rear(belt: float, half: float, rng: random.Random) -> tuple[Detail, ...]:
    high = belt - 0.08
    lamp = rng.choice(
        (
            rounded(half * 0.58, high - 0.2, half * 0.97, high, 0.05),
            rounded(half * 0.74, high - 0.34, half * 0.97, high + 0.06, 0.05),
        )
    )
    return (
        *both("rear", lamp, RED, shines=True),
        Detail("rear", rounded(-half * 0.5, high - 0.14, half * 0.5, high - 0.1, 0.02), (210, 214, 216)),
        Detail("rear", rounded(-half * 0.92, 0.26, half * 0.92, 0.4, 0.05), TRIM),
        *(Detail("rear", d.outline, d.colour) for d in plate(rng, high - 0.34)),
    )


def _car_front(belt: float, half: float, colour: Rgb) -> tuple[Detail, ...]:
    high = belt - 0.24
    lamp = [
        (half * 0.52, high - 0.1),
        (half * 0.93, high - 0.06),
        (half * 0.95, high + 0.06),
        (half * 0.6, high + 0.04),
    ]
    return (
        Detail("front", rounded(-half * 0.5, high - 0.16, half * 0.5, high + 0.03, 0.06), TRIM),
        Detail("front", rounded(-half * 0.44, high - 0.08, half * 0.44, high - 0.05, 0.01), (170, 174, 178)),
        *both("front", lamp, LAMP, shines=True),
        Detail("front", rounded(-half * 0.86, 0.26, half * 0.86, 0.4, 0.06), TRIM),
        Detail("front", rounded(-0.24, 0.42, 0.24, 0.55, 0.02), (36, 84, 172)),
        Detail("front", rounded(-half * 0.12, high + 0.05, half * 0.12, high + 0.08, 0.01), lit(colour, 0.8)),
    )
