"""Houses along the street: shops with flats above, old houses with tiled roofs, farmhouses."""

import random
from collections.abc import Sequence

from annotate.demo.street.camera import Camera, Spot
from annotate.demo.street.light import Light
from annotate.demo.street.road import Layout
from annotate.demo.street.shapes import Fill, Rgb, lit, mix, winding
from annotate.demo.street.solids import outward

WALLS: tuple[Rgb, ...] = (
    (238, 228, 206),
    (226, 206, 176),
    (214, 168, 134),
    (198, 208, 200),
    (236, 216, 166),
    (188, 132, 108),
    (222, 222, 214),
    (178, 192, 202),
)
OLD_WALLS: tuple[Rgb, ...] = ((240, 236, 224), (232, 224, 206), (196, 150, 112), (170, 122, 90))
SIGNS: tuple[Rgb, ...] = (
    (196, 60, 52),
    (226, 158, 54),
    (58, 128, 92),
    (50, 106, 160),
    (150, 72, 112),
    (244, 238, 220),
)
TILES: Rgb = (92, 96, 104)
LIT: tuple[Rgb, ...] = ((255, 224, 150), (255, 208, 124), (240, 236, 200))


class Wall:
    """One upright wall: places patches on it by metres along and up."""

    def __init__(self, start: Spot, along: Spot, camera: Camera, light: Light) -> None:
        self.start, self.along = start, along
        self.camera, self.light = camera, light
        self.fills: list[Fill] = []
        # From here on frames, bars and goods would be specks.
        self.is_far = start[2] > 60
        corners = [self.spot(0, 0), self.spot(1, 0), self.spot(1, 1), self.spot(0, 1)]
        self.normal = outward(corners)

    def spot(self, along: float, up: float, out: float = 0.0) -> Spot:
        x, z = self.start[0] + along * self.along[0], self.start[2] + along * self.along[2]
        return (x + out * self.along[2], up, z - out * self.along[0])

    def patch(
        self, left: float, low: float, right: float, high: float, colour: Rgb, shines: bool = False
    ) -> None:
        spots = [self.spot(left, low), self.spot(right, low), self.spot(right, high), self.spot(left, high)]
        self.paint(spots, colour, shines)

    def paint(self, spots: Sequence[Spot], colour: Rgb, shines: bool = False) -> None:
        outline = self.camera.outline(spots)
        if len(outline) < 3 or abs(winding(outline)) < 0.5:
            return
        distance = sum(max(s[2], 0.0) for s in spots) / len(spots)
        tone = mix(colour, self.light.haze, 0.15) if shines else self.light.on(colour, self.normal, distance)
        self.fills.append(Fill(outline, tone))


def draw_houses(layout: Layout, camera: Camera, light: Light, rng: random.Random) -> list[Fill]:
    """Both rows of houses, far ones first."""
    houses: list[tuple[float, list[Fill]]] = []
    for side in (-1, 1):
        z = -8.0 if layout.setting != "country" else rng.uniform(25, 50)
        while z < 170:
            length = rng.uniform(9, 20) if layout.setting != "old_town" else rng.uniform(6, 11)
            if (
                layout.junction_m
                and z < layout.junction_m + layout.junction_width_m + 4
                and z + length > layout.junction_m - 3
            ):
                if z + 5 > layout.junction_m - 3:
                    z = layout.junction_m + layout.junction_width_m + 4
                    continue
                length = layout.junction_m - 3 - z
            if z + length > 2.5:
                houses.append((z, _house(layout, side, z, length, camera, light, rng)))
            z += length + _gap(layout, rng)
    houses.sort(key=lambda house: -house[0])
    return [fill for _, fills in houses for fill in fills]


def _gap(layout: Layout, rng: random.Random) -> float:
    if layout.setting == "country":
        return rng.uniform(18, 60)
    return (
        rng.choice((0.0, 0.0, 0.0, 3.5)) if layout.setting == "old_town" else rng.choice((0.0, 0.0, 2.5, 7.0))
    )


def _house(
    layout: Layout, side: int, z: float, length: float, camera: Camera, light: Light, rng: random.Random
) -> list[Fill]:
    set_back = rng.uniform(8, 34) if layout.setting == "country" else rng.choice((0.0, 0.0, 0.0, 0.6))
    x = side * (layout.wall_m + set_back)
    # Seen from the street the wall on our left runs away from us, the one on our right towards us.
    front = (
        Wall((x, 0, z), (0, 0, 1), camera, light)
        if side < 0
        else Wall((x, 0, z + length), (0, 0, -1), camera, light)
    )
    depth = 9.0 if layout.setting == "country" else 14.0
    end = (
        Wall((x - depth, 0, z), (1, 0, 0), camera, light)
        if side < 0
        else Wall((x, 0, z), (1, 0, 0), camera, light)
    )
    if layout.setting == "avenue" or layout.setting == "crossing":
        floors = rng.randint(3, 9)
        _block(front, end, length, depth, floors, rng)
    else:
        floors = rng.randint(2, 3)
        _old_house(front, end, length, depth, floors, layout.setting == "old_town", rng)
    return [*end.fills, *front.fills]


def _block(front: Wall, end: Wall, length: float, depth: float, floors: int, rng: random.Random) -> None:
    """Flats over a row of shops, with a flat roof."""
    wall, floor_m = rng.choice(WALLS), 3.1
    top = 3.8 + floors * floor_m
    accent = lit(wall, rng.choice((0.84, 0.9, 1.08)))
    for face, wide in ((end, depth), (front, length)):
        face.patch(0, 0, wide, top, wall)
        face.patch(0, top - 0.7, wide, top, accent)
        face.patch(0, 3.6, wide, 3.8, accent)
    _windows(end, depth, floors, rng, sparse=True)
    _windows(front, length, floors, rng, sparse=False)
    _shops(front, length, rng)
    _shops(end, depth, rng)


def _windows(face: Wall, wide: float, floors: int, rng: random.Random, sparse: bool) -> None:
    count = max(1, int(wide / (3.6 if sparse else 2.5)))
    step = wide / count
    balcony = not sparse and rng.random() < 0.5
    rail = rng.choice(((236, 232, 220), (120, 130, 128), (196, 112, 84)))
    for floor in range(floors):
        low = 4.7 + floor * 3.1
        for i in range(count):
            left = (i + 0.22) * step
            right = left + step * 0.56
            if face.is_far:
                _pane(face, left, low, right, low + 1.5, rng)
                continue
            face.patch(left - 0.1, low - 0.1, right + 0.1, low + 1.6, (232, 228, 216))
            _pane(face, left, low, right, low + 1.5, rng)
            if balcony and i % 2 == 0:
                face.patch(left - 0.3, low - 0.75, right + 0.3, low + 0.15, rail)
            elif rng.random() < 0.22:
                face.patch(right + 0.15, low - 0.3, right + 0.85, low + 0.25, (222, 222, 216))


def _pane(face: Wall, left: float, low: float, right: float, high: float, rng: random.Random) -> None:
    is_lit = face.light.lamps_on and rng.random() < (0.5 if face.light.name == "night" else 0.3)
    if is_lit:
        face.patch(left, low, right, high, rng.choice(LIT), shines=True)
    elif face.is_far:
        face.patch(left, low, right, high, (112, 146, 160))
    else:
        face.patch(left, low, right, high, rng.choice(((112, 146, 160), (126, 160, 170), (98, 130, 148))))
        if rng.random() < 0.35:
            face.patch(
                left,
                low,
                left + (right - left) * 0.4,
                high,
                rng.choice(((232, 214, 190), (206, 150, 130), (170, 196, 180))),
            )
    if face.is_far:
        return
    middle = (left + right) / 2
    face.patch(middle - 0.05, low, middle + 0.05, high, (232, 228, 216))


def _shops(front: Wall, length: float, rng: random.Random) -> None:
    """Doors, shop windows, sign boards and striped awnings on the ground floor."""
    if front.is_far:
        front.patch(0, 0, length, 2.7, rng.choice(LIT) if front.light.lamps_on else (128, 140, 140))
        front.patch(0, 2.75, length, 3.55, rng.choice(SIGNS))
        return
    count = max(1, round(length / 4.5))
    step = length / count
    for i in range(count):
        left, right = i * step + 0.2, (i + 1) * step - 0.2
        if rng.random() < 0.2:
            front.patch(left, 0, right, 2.7, (150, 152, 150))
            for up in (0.5, 1.0, 1.5, 2.0, 2.5):
                front.patch(left, up, right, up + 0.06, (130, 132, 130))
        else:
            front.patch(left, 0, right, 2.7, (96, 84, 76))
            glass = rng.choice(LIT) if front.light.lamps_on else (150, 178, 182)
            front.patch(left + 0.2, 0.5, right - 1.2, 2.5, glass, shines=front.light.lamps_on)
            front.patch(right - 1.0, 0.05, right - 0.2, 2.4, lit(glass, 0.86), shines=front.light.lamps_on)
            _goods(front, left + 0.3, right - 1.3, rng)
        _sign(front, left, right, rng)
        if rng.random() < 0.55:
            _awning(front, left, right, rng)


def _goods(front: Wall, left: float, right: float, rng: random.Random) -> None:
    spot = left
    while spot + 0.5 < right:
        wide, tall = rng.uniform(0.3, 0.6), rng.uniform(0.4, 1.1)
        front.patch(spot, 0.5, spot + wide, 0.5 + tall, rng.choice(SIGNS))
        spot += wide + rng.uniform(0.1, 0.5)


def _sign(front: Wall, left: float, right: float, rng: random.Random) -> None:
    """A board with strokes that look like writing from the road."""
    colour = rng.choice(SIGNS)
    front.patch(left, 2.75, right, 3.55, colour)
    ink: Rgb = (246, 238, 214) if sum(colour) < 560 else (150, 56, 48)
    for i in range(rng.randint(2, 4)):
        start = left + 0.4 + i * 0.75
        if start + 0.5 > right:
            break
        front.patch(start, 3.32, start + 0.48, 3.4, ink)
        front.patch(start + 0.2, 2.9, start + 0.28, 3.46, ink)
        front.patch(start + rng.uniform(0, 0.1), 3.06, start + 0.46, 3.13, ink)
        front.patch(start + 0.02, 2.88, start + 0.1, 3.2, ink)


def _awning(front: Wall, left: float, right: float, rng: random.Random) -> None:
    colour = rng.choice(SIGNS[:5])
    count = max(3, int((right - left) / 0.5))
    step = (right - left) / count
    for i in range(count):
        a, b = left + i * step, left + (i + 1) * step
        stripe = colour if i % 2 else (244, 238, 222)
        front.paint(
            [front.spot(a, 2.3, 1.2), front.spot(b, 2.3, 1.2), front.spot(b, 2.8), front.spot(a, 2.8)], stripe
        )
        front.paint(
            [
                front.spot(a, 2.1, 1.2),
                front.spot(b, 2.1, 1.2),
                front.spot(b, 2.3, 1.2),
                front.spot(a, 2.3, 1.2),
            ],
            lit(stripe, 0.92),
        )


def _old_house(
    front: Wall, end: Wall, length: float, depth: float, floors: int, has_shop: bool, rng: random.Random
) -> None:
    """Plaster or timber walls under a grey tiled roof."""
    wall, eaves = rng.choice(OLD_WALLS), 3.0 * floors + 0.4
    timber: Rgb = (128, 84, 60)
    ridge = eaves + 2.6
    end.patch(0, 0, depth, eaves, wall)
    end.paint([end.spot(0, eaves), end.spot(depth, eaves), end.spot(depth / 2, ridge)], wall)
    _roof(front, length, depth, eaves, ridge)
    end.paint(
        [
            end.spot(-0.4, eaves - 0.2),
            end.spot(depth / 2, ridge + 0.15),
            end.spot(depth / 2, ridge - 0.3),
            end.spot(0, eaves - 0.35),
        ],
        TILES,
    )
    end.paint(
        [
            end.spot(depth + 0.4, eaves - 0.2),
            end.spot(depth, eaves - 0.35),
            end.spot(depth / 2, ridge - 0.3),
            end.spot(depth / 2, ridge + 0.15),
        ],
        TILES,
    )
    front.patch(0, 0, length, eaves, wall)
    for post in range(max(2, round(length / 3.2)) + 1):
        along = min(post * 3.2, length - 0.2)
        front.patch(along, 0, along + 0.2, eaves, timber)
    front.patch(0, 2.9, length, 3.15, timber)
    for floor in range(1 if has_shop else 0, floors):
        _timber_windows(front, length, 3.0 * floor, timber, rng)
    if has_shop:
        _shops(front, length, rng)
        _lanterns(front, length, rng)


def _roof(front: Wall, length: float, depth: float, eaves: float, ridge: float) -> None:
    """The slope towards the street, with lines of tiles."""
    low_out, low = 0.7, eaves - 0.25
    front.paint(
        [
            front.spot(-0.3, low, low_out),
            front.spot(length + 0.3, low, low_out),
            front.spot(length + 0.3, ridge, -depth / 2),
            front.spot(-0.3, ridge, -depth / 2),
        ],
        TILES,
    )
    for i in range(0 if front.is_far else int(length / 0.9) + 1):
        along = i * 0.9
        front.paint(
            [
                front.spot(along, low, low_out),
                front.spot(along + 0.16, low, low_out),
                front.spot(along + 0.16, ridge, -depth / 2),
                front.spot(along, ridge, -depth / 2),
            ],
            lit(TILES, 0.86),
        )
    front.paint(
        [
            front.spot(-0.3, low - 0.16, low_out),
            front.spot(length + 0.3, low - 0.16, low_out),
            front.spot(length + 0.3, low, low_out),
            front.spot(-0.3, low, low_out),
        ],
        (196, 190, 176),
    )


def _timber_windows(front: Wall, length: float, low: float, timber: Rgb, rng: random.Random) -> None:
    count = max(1, round(length / 3.2))
    for i in range(count):
        left = i * 3.2 + 0.7
        if left + 1.7 > length:
            break
        front.patch(left - 0.12, low + 0.85, left + 1.82, low + 2.35, timber)
        _pane(front, left, low + 0.95, left + 1.7, low + 2.25, rng)
        for bar in (0.42, 1.27):
            front.patch(left + bar, low + 0.95, left + bar + 0.05, low + 2.25, timber)


def _lanterns(front: Wall, length: float, rng: random.Random) -> None:
    if rng.random() < 0.4:
        return
    for i in range(int(length / 2.4)):
        along = 1.0 + i * 2.4
        colour: Rgb = (226, 62, 46) if not front.light.lamps_on else (255, 96, 60)
        front.patch(along, 2.15, along + 0.42, 2.62, colour, shines=front.light.lamps_on)
        front.patch(along + 0.08, 2.05, along + 0.34, 2.15, (236, 186, 84))
