"""Parts that every vehicle has: lamps, wheels, plates; metres from the middle of the vehicle."""

import random
from collections.abc import Sequence

from annotate.demo.street.shapes import Point, Rgb, circle, rounded
from annotate.demo.street.solids import Detail, Solid

RED: Rgb = (226, 52, 44)
LAMP: Rgb = (255, 244, 210)
AMBER: Rgb = (250, 176, 60)
RUBBER: Rgb = (38, 38, 42)
TRIM: Rgb = (54, 56, 60)
GLASS: Rgb = (58, 78, 92)
PLATES: tuple[Rgb, ...] = ((36, 84, 172), (36, 84, 172), (118, 196, 140))


def both(face: str, outline: Sequence[Point], colour: Rgb, shines: bool = False) -> tuple[Detail, Detail]:
    """The same patch on the left and on the right half of an end."""
    mirrored = [(-x, y) for x, y in outline]
    return Detail(face, outline, colour, shines), Detail(face, mirrored, colour, shines)


def wheel(along: float, radius: float) -> tuple[Detail, ...]:
    centre = (along, radius)
    return (
        Detail("sides", circle((along, radius + 0.02), radius * 1.18), TRIM),
        Detail("sides", circle(centre, radius), RUBBER),
        Detail("sides", circle(centre, radius * 0.62), (176, 180, 184)),
        Detail("sides", circle(centre, radius * 0.22), (110, 114, 118)),
    )


def plate(rng: random.Random, up: float) -> tuple[Detail, ...]:
    colour = rng.choice(PLATES)
    return (
        Detail("ends", rounded(-0.24, up, 0.24, up + 0.15, 0.02), colour),
        Detail("ends", rounded(-0.17, up + 0.06, 0.17, up + 0.09, 0.01), (236, 240, 240)),
    )


def wheels_under(rear: float, front: float, width: float) -> list[Solid]:
    """The dark floor and the tyres below the bumpers."""
    floor = Solid(((rear, 0.16), (rear, 0.42), (front, 0.42), (front, 0.16)), width * 0.8, (34, 34, 38))
    tyre = [both("ends", rounded(width / 2 - 0.32, 0.0, width / 2 - 0.1, 0.44, 0.04), RUBBER)]
    carrier = Solid(
        ((rear, 0.2), (rear, 0.4), (front, 0.4), (front, 0.2)),
        width * 0.78,
        (34, 34, 38),
        details=tuple(detail for pair in tyre for detail in pair),
    )
    return [floor, carrier]
