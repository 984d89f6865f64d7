"""Town buses and light trucks."""

import random

from annotate.demo.street.bodies import AMBER, GLASS, LAMP, RED, TRIM, both, wheel, wheels_under
from annotate.demo.street.shapes import Point, Rgb, circle, lit, mix, rounded
from annotate.demo.street.solids import Detail, Solid

TRUCK_COLOURS: tuple[Rgb, ...] = (
    (44, 102, 168),
    (196, 62, 44),
    (224, 224, 216),
    (70, 126, 92),
    (226, 168, 54),
)
BUS_COLOURS: tuple[tuple[Rgb, Rgb], ...] = (
    ((64, 142, 96), (240, 240, 226)),
    ((52, 116, 178), (240, 240, 236)),
    ((232, 146, 60), (246, 240, 224)),
    ((206, 66, 58), (244, 238, 226)),
    ((240, 206, 96), (84, 110, 96)),
)


def bus(rng: random.Random) -> list[Solid]:
    """A town bus with a row of windows, a stripe and a lit number."""
    colour, stripe = rng.choice(BUS_COLOURS)
    half, length = 1.25, rng.choice((8.6, 10.6))
    rear, front = -length / 2, length / 2
    profile = (
        (rear, 0.3),
        (rear - 0.04, 1.0),
        (rear, 2.7),
        (rear + 0.12, 2.98),
        (rear + 0.4, 3.08),
        (front - 0.6, 3.08),
        (front - 0.2, 2.98),
        (front - 0.05, 2.7),
        (front + 0.04, 1.1),
        (front, 0.3),
    )
    count = round(length / 1.5)
    step = (length - 0.9) / count
    panes = [
        Detail("sides", rounded(rear + 0.4 + i * step, 1.45, rear + 0.4 + (i + 0.9) * step, 2.5, 0.08), GLASS)
        for i in range(count)
    ]
    gleams = [
        Detail(
            "sides",
            [(a, 1.5), (a + 0.24, 2.46), (a + 0.5, 2.46), (a + 0.26, 1.5)],
            mix(GLASS, (255, 255, 255), 0.14),
        )
        for a in (rear + 0.5 + i * step for i in range(0, count, 2))
    ]
    door = [
        Detail("right", rounded(a, 0.42, a + 0.95, 2.5, 0.08), TRIM)
        for a in (front - 1.35, rear + length * 0.42)
    ]
    leaves = [
        Detail("right", rounded(a, 0.6, a + 0.36, 2.36, 0.06), (96, 122, 134))
        for d in (front - 1.35, rear + length * 0.42)
        for a in (d + 0.08, d + 0.51)
    ]
    details = (
        Detail("sides", [(rear, 1.02), (front, 1.02), (front, 1.28), (rear, 1.28)], stripe),
        *panes,
        *gleams,
        *door,
        *leaves,
        *wheel(rear + 2.0, 0.46),
        *wheel(front - 2.2, 0.46),
        *_bus_rear(half, stripe),
        *_bus_front(half, stripe),
    )
    body = Solid(profile, 2 * half, colour, 1.3, 0.05, 0.3, (), GLASS, details)
    return [*wheels_under(rear + 0.6, front - 0.6, 2.4), body]


def _bus_rear(half: float, stripe: Rgb) -> tuple[Detail, ...]:
    return (
        Detail("rear", rounded(-half * 0.84, 1.75, half * 0.84, 2.62, 0.12), GLASS),
        Detail(
            "rear", [(-0.7, 1.8), (-0.4, 2.56), (0.0, 2.56), (-0.3, 1.8)], mix(GLASS, (255, 255, 255), 0.14)
        ),
        Detail("rear", rounded(-half, 1.02, half, 1.28, 0.02), stripe),
        Detail("rear", rounded(-half * 0.5, 0.55, half * 0.5, 0.95, 0.06), TRIM),
        *both("rear", rounded(half * 0.76, 0.62, half * 0.95, 1.5, 0.06), RED, shines=True),
        Detail("rear", rounded(-0.3, 2.68, 0.3, 2.86, 0.04), AMBER, shines=True),
        Detail("rear", rounded(-0.24, 0.36, 0.24, 0.5, 0.02), (240, 200, 70)),
    )


def _bus_front(half: float, stripe: Rgb) -> tuple[Detail, ...]:
    return (
        Detail("front", rounded(-half * 0.92, 1.2, half * 0.92, 2.52, 0.14), GLASS),
        Detail(
            "front",
            [(-0.8, 1.26), (-0.4, 2.46), (0.1, 2.46), (-0.3, 1.26)],
            mix(GLASS, (255, 255, 255), 0.14),
        ),
        Detail("front", rounded(-half * 0.7, 2.6, half * 0.7, 2.86, 0.05), TRIM),
        Detail("front", rounded(-half * 0.5, 2.65, half * 0.3, 2.81, 0.03), AMBER, shines=True),
        Detail("front", rounded(-half, 0.86, half, 1.08, 0.02), stripe),
        *both("front", rounded(half * 0.62, 0.55, half * 0.92, 0.78, 0.08), LAMP, shines=True),
        Detail("front", rounded(-0.24, 0.4, 0.24, 0.54, 0.02), (240, 200, 70)),
    )


def truck(rng: random.Random) -> list[Solid]:
    """A light truck: a cab, and a box, a bed with boards, or a canvas cover behind it."""
    colour = rng.choice(TRUCK_COLOURS)
    load = rng.choice(("box", "box", "boards", "canvas"))
    length = rng.choice((5.8, 6.8, 7.6))
    rear, front, half = -length / 2, length / 2, 1.08
    cab = (
        (front - 1.75, 0.4),
        (front - 1.75, 2.3),
        (front - 1.6, 2.42),
        (front - 0.5, 2.42),
        (front - 0.3, 2.3),
        (front - 0.04, 1.3),
        (front, 0.9),
        (front - 0.02, 0.4),
    )
    cab_details = (
        Detail(
            "sides", [(front - 1.3, 1.32), (front - 1.3, 2.1), (front - 0.5, 2.1), (front - 0.3, 1.32)], GLASS
        ),
        *wheel(front - 0.95, 0.42),
        Detail("front", rounded(-0.6, 0.72, 0.6, 1.0, 0.06), TRIM),
        *both("front", rounded(0.62, 0.7, 0.98, 0.92, 0.06), LAMP, shines=True),
        Detail("front", rounded(-0.24, 0.5, 0.24, 0.64, 0.02), (240, 200, 70)),
    )
    bed_front = front - 1.9
    body = _truck_load(load, rear, bed_front, half, rng)
    chassis = Solid(
        ((rear + 0.1, 0.5), (rear + 0.1, 0.86), (bed_front, 0.86), (bed_front, 0.5)),
        1.9,
        (50, 50, 54),
        details=(*wheel(rear + 1.3, 0.42), *_truck_rear(half)),
    )
    front_part = Solid(cab, 2 * half - 0.1, colour, 1.3, 0.1, 0.3, (4,), GLASS, cab_details)
    return [*wheels_under(rear + 0.4, front - 0.4, 2.0), chassis, front_part, *body]


def _truck_rear(half: float) -> tuple[Detail, ...]:
    return (
        *both("rear", rounded(half * 0.55, 0.58, half * 0.85, 0.78, 0.04), RED, shines=True),
        Detail("rear", rounded(-0.24, 0.56, 0.24, 0.72, 0.02), (240, 200, 70)),
    )


def _truck_load(load: str, rear: float, front: float, half: float, rng: random.Random) -> list[Solid]:
    """What stands on the chassis."""
    low = 0.86
    if load == "boards":
        return _boards(rear, front, half, rng)
    high = 2.9 if load == "box" else 2.5
    colour = rng.choice(
        ((232, 232, 224), (206, 216, 220), (236, 206, 150))
        if load == "box"
        else ((86, 114, 98), (72, 104, 140), (176, 122, 76))
    )
    seams = [
        Detail("sides", [(a, low), (a + 0.05, low), (a + 0.05, high), (a, high)], lit(colour, 0.88))
        for a in (rear + (i + 1) * (front - rear) / 5 for i in range(4))
    ]
    if load == "box":
        top: tuple[Point, ...] = ((rear, low), (rear, high), (front, high), (front, low))
        doors = (
            Detail("rear", rounded(-0.03, low + 0.05, 0.03, high - 0.05, 0.01), lit(colour, 0.7)),
            *both("rear", rounded(0.12, low + 0.5, 0.18, high - 0.4, 0.02), (120, 124, 128)),
            *both("rear", rounded(half * 0.55, low + 0.06, half * 0.94, low + 0.14, 0.01), RED),
        )
        mark = Detail(
            "sides",
            circle(((rear + front) / 2, 1.95), 0.42),
            rng.choice(((64, 142, 96), (206, 90, 58), (60, 118, 180))),
        )
        return [Solid(top, 2 * half, colour, details=(*seams, *doors, mark))]
    top = (
        (rear, low),
        (rear, high - 0.1),
        (rear + 0.2, high + 0.05),
        (front - 0.2, high + 0.05),
        (front, high - 0.1),
        (front, low),
    )
    return [Solid(top, 2 * half, colour, 2.0, 0.18, details=tuple(seams))]


def _boards(rear: float, front: float, half: float, rng: random.Random) -> list[Solid]:
    cargo = rng.choice(((170, 140, 90), (120, 150, 84), (150, 150, 146), (196, 110, 66)))
    heap = (
        (rear + 0.3, 1.3),
        (rear + 0.9, 1.75),
        ((rear + front) / 2, 1.95),
        (front - 0.8, 1.8),
        (front - 0.2, 1.3),
    )
    wood = rng.choice(((64, 110, 160), (180, 70, 56), (96, 130, 90)))
    ribs = tuple(
        Detail("sides", [(a, 0.9), (a + 0.08, 0.9), (a + 0.08, 1.45), (a, 1.45)], lit(wood, 0.78))
        for a in (rear + i * (front - rear) / 5 for i in range(6))
    )
    boards = ((rear, 0.86), (rear, 1.48), (front, 1.48), (front, 0.86))
    return [Solid(heap, 2 * half - 0.2, cargo), Solid(boards, 2 * half, wood, details=ribs)]
