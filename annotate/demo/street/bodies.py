"""Shapes and colours of cars, vans, trucks and buses, in metres from the middle of the vehicle."""

import random
from collections.abc import Sequence

from annotate.demo.street.shapes import Point, Rgb, circle, lit, mix, rounded
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
RED: Rgb = (226, 52, 44)
LAMP: Rgb = (255, 244, 210)
AMBER: Rgb = (250, 176, 60)
RUBBER: Rgb = (38, 38, 42)
TRIM: Rgb = (54, 56, 60)
GLASS: Rgb = (58, 78, 92)
PLATES: tuple[Rgb, ...] = ((36, 84, 172), (36, 84, 172), (118, 196, 140))


def _both(face: str, outline: Sequence[Point], colour: Rgb, shines: bool = False) -> tuple[Detail, Detail]:
    """The same patch on the left and on the right half of an end."""
    mirrored = [(-x, y) for x, y in outline]
    return Detail(face, outline, colour, shines), Detail(face, mirrored, colour, shines)


def _wheel(along: float, radius: float) -> tuple[Detail, ...]:
    centre = (along, radius)
    return (
        Detail("sides", circle((along, radius + 0.02), radius * 1.18), TRIM),
        Detail("sides", circle(centre, radius), RUBBER),
        Detail("sides", circle(centre, radius * 0.62), (176, 180, 184)),
        Detail("sides", circle(centre, radius * 0.22), (110, 114, 118)),
    )


def _plate(rng: random.Random, up: float) -> tuple[Detail, ...]:
    colour = rng.choice(PLATES)
    return (
        Detail("ends", rounded(-0.24, up, 0.24, up + 0.15, 0.02), colour),
        Detail("ends", rounded(-0.17, up + 0.06, 0.17, up + 0.09, 0.01), (236, 240, 240)),
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
        *_wheel(profile[0][0] + 0.86, 0.33),
        *_wheel(profile[-1][0] - 0.88, 0.33),
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


def wheels_under(rear: float, front: float, width: float) -> list[Solid]:
    """The dark floor and the tyres below the bumpers."""
    floor = Solid(((rear, 0.16), (rear, 0.42), (front, 0.42), (front, 0.16)), width * 0.8, (34, 34, 38))
    tyre = [_both("ends", rounded(width / 2 - 0.32, 0.0, width / 2 - 0.1, 0.44, 0.04), RUBBER)]
    carrier = Solid(
        ((rear, 0.2), (rear, 0.4), (front, 0.4), (front, 0.2)),
        width * 0.78,
        (34, 34, 38),
        details=tuple(detail for pair in tyre for detail in pair),
    )
    return [floor, carrier]


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
        *_both("rear", lamp, RED, shines=True),
        Detail("rear", rounded(-half * 0.5, high - 0.14, half * 0.5, high - 0.1, 0.02), (210, 214, 216)),
        Detail("rear", rounded(-half * 0.92, 0.26, half * 0.92, 0.4, 0.05), TRIM),
        *(Detail("rear", d.outline, d.colour) for d in _plate(rng, high - 0.34)),
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
        *_both("front", lamp, LAMP, shines=True),
        Detail("front", rounded(-half * 0.86, 0.26, half * 0.86, 0.4, 0.06), TRIM),
        Detail("front", rounded(-0.24, 0.42, 0.24, 0.55, 0.02), (36, 84, 172)),
        Detail("front", rounded(-half * 0.12, high + 0.05, half * 0.12, high + 0.08, 0.01), lit(colour, 0.8)),
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
        *_wheel(rear + 2.0, 0.46),
        *_wheel(front - 2.2, 0.46),
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
        *_both("rear", rounded(half * 0.76, 0.62, half * 0.95, 1.5, 0.06), RED, shines=True),
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
        *_both("front", rounded(half * 0.62, 0.55, half * 0.92, 0.78, 0.08), LAMP, shines=True),
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
        *_wheel(front - 0.95, 0.42),
        Detail("front", rounded(-0.6, 0.72, 0.6, 1.0, 0.06), TRIM),
        *_both("front", rounded(0.62, 0.7, 0.98, 0.92, 0.06), LAMP, shines=True),
        Detail("front", rounded(-0.24, 0.5, 0.24, 0.64, 0.02), (240, 200, 70)),
    )
    bed_front = front - 1.9
    body = _truck_load(load, rear, bed_front, half, rng)
    chassis = Solid(
        ((rear + 0.1, 0.5), (rear + 0.1, 0.86), (bed_front, 0.86), (bed_front, 0.5)),
        1.9,
        (50, 50, 54),
        details=(*_wheel(rear + 1.3, 0.42), *_truck_rear(half)),
    )
    front_part = Solid(cab, 2 * half - 0.1, colour, 1.3, 0.1, 0.3, (4,), GLASS, cab_details)
    return [*wheels_under(rear + 0.4, front - 0.4, 2.0), chassis, front_part, *body]


def _truck_rear(half: float) -> tuple[Detail, ...]:
    return (
        *_both("rear", rounded(half * 0.55, 0.58, half * 0.85, 0.78, 0.04), RED, shines=True),
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
            *_both("rear", rounded(0.12, low + 0.5, 0.18, high - 0.4, 0.02), (120, 124, 128)),
            *_both("rear", rounded(half * 0.55, low + 0.06, half * 0.94, low + 0.14, 0.01), RED),
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
