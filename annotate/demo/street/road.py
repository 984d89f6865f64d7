"""The ground of the street: roadway, lane marks, crossings, kerbs and pavements."""

import itertools
import random
from dataclasses import dataclass

from annotate.demo.street.camera import Camera, Spot
from annotate.demo.street.light import Light
from annotate.demo.street.shapes import Fill, Rgb, lit, mix

FAR_M = 260.0
_REACHES = (1.3, 2.2, 3.4, 5, 7, 9.5, 13, 17, 22, 28, 36, 46, 60, 80, 110, 160, FAR_M)
WHITE: Rgb = (238, 238, 230)
YELLOW: Rgb = (232, 182, 70)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a street is divided; metres right of its middle line.

    lanes: on each side; cycle_m: width of a cycle lane, 0 for none.
    crossing_m: where people may cross, 0 for nowhere; junction_m: where another street cuts in, 0 for none.
    """

    setting: str
    lanes: int
    lane_m: float
    cycle_m: float
    pavement_m: float
    crossing_m: float
    junction_m: float
    junction_width_m: float = 14.0

    @property
    def kerb_m(self) -> float:
        return self.lanes * self.lane_m + self.cycle_m + 0.3

    @property
    def wall_m(self) -> float:
        """Where the pavement ends and houses or fields begin."""
        return self.kerb_m + self.pavement_m

    def lane_middle(self, lane: int, ours: bool) -> float:
        """Lane 0 is next to the middle line; ours lie on the right."""
        middle = (lane + 0.5) * self.lane_m
        return middle if ours else -middle

    def in_junction(self, z_m: float) -> bool:
        return self.junction_m > 0 and self.junction_m <= z_m <= self.junction_m + self.junction_width_m


def draw_ground(layout: Layout, camera: Camera, light: Light, rng: random.Random) -> list[Fill]:
    """Everything flat, from the fields to the marks on the road."""
    asphalt = mix((112, 114, 120), (126, 118, 108), rng.random() * 0.6)
    land: Rgb = (134, 164, 92) if layout.setting == "country" else (170, 166, 152)
    fills = _band(-400, 400, 0.0, land, camera, light)
    if layout.setting == "country":
        fills += _fields(layout, camera, light, rng)
    pavement: Rgb = (196, 182, 150) if layout.setting == "country" else (202, 194, 180)
    fills += _band(-layout.wall_m, layout.wall_m, 0.02, pavement, camera, light)
    if layout.setting != "country":
        fills += _tiles(layout, camera, light)
    for side in (-1, 1):
        kerb = layout.kerb_m
        fills += _band(side * kerb, side * (kerb + 0.25), 0.02, (224, 220, 208), camera, light)
    fills += _band(-layout.kerb_m, layout.kerb_m, 0.0, asphalt, camera, light)
    fills += _wear(layout, asphalt, camera, light, rng)
    fills += [fill for stretch in _open_stretches(layout) for fill in _lines(layout, stretch, camera, light)]
    if layout.junction_m:
        fills += _junction(layout, asphalt, camera, light)
    if layout.crossing_m:
        fills += _crossing(layout, layout.crossing_m, camera, light)
        fills += _stop_line(layout, camera, light)
    return fills


def flat(spots: list[Spot], colour: Rgb, camera: Camera, light: Light) -> list[Fill]:
    """One patch lying on the ground, or nothing when it is behind the camera."""
    outline = camera.outline(spots)
    if len(outline) < 3:
        return []
    distance = sum(max(spot[2], 0.0) for spot in spots) / len(spots)
    return [Fill(outline, light.ground(colour, distance))]


def _patch(left: float, right: float, near: float, far: float, up: float = 0.0) -> list[Spot]:
    return [(left, up, near), (right, up, near), (right, up, far), (left, up, far)]


def _band(
    left: float, right: float, up: float, colour: Rgb, camera: Camera, light: Light, far: float = FAR_M
) -> list[Fill]:
    """A strip along the whole street, in pieces so that it bends and fades with distance."""
    fills: list[Fill] = []
    for near, next_near in itertools.pairwise(_REACHES):
        if near < far:
            fills += flat(_patch(left, right, near, min(next_near * 1.02, far), up), colour, camera, light)
    return fills


def _tiles(layout: Layout, camera: Camera, light: Light) -> list[Fill]:
    """Joints of the paving and the yellow guiding strip for the blind."""
    fills: list[Fill] = []
    joint: Rgb = (180, 172, 158)
    for side in (-1, 1):
        near_edge, far_edge = side * (layout.kerb_m + 0.25), side * layout.wall_m
        for i in range(24):
            z = 2.0 + i * 1.6
            fills += flat(_patch(near_edge, far_edge, z, z + 0.05, 0.02), joint, camera, light)
        strip = side * (layout.kerb_m + layout.pavement_m * 0.62)
        fills += _band(strip, strip + 0.4, 0.03, (222, 190, 104), camera, light, far=90)
    return fills


def _wear(layout: Layout, asphalt: Rgb, camera: Camera, light: Light, rng: random.Random) -> list[Fill]:
    """Tyre tracks, mended patches and covers, so that the road has been used."""
    fills: list[Fill] = []
    for lane in range(layout.lanes):
        for ours in (True, False):
            middle = layout.lane_middle(lane, ours)
            for track in (-0.8, 0.8):
                fills += _band(
                    middle + track - 0.25, middle + track + 0.25, 0.0, lit(asphalt, 0.965), camera, light, 90
                )
    for _ in range(rng.randint(1, 4)):
        x, z = rng.uniform(-layout.kerb_m * 0.8, layout.kerb_m * 0.6), rng.uniform(6, 40)
        right = min(x + rng.uniform(0.8, 2.2), layout.kerb_m)
        fills += flat(_patch(x, right, z, z + rng.uniform(1, 5)), lit(asphalt, 0.9), camera, light)
    for _ in range(rng.randint(0, 2)):
        x, z = rng.uniform(-layout.kerb_m * 0.7, layout.kerb_m * 0.7), rng.uniform(7, 26)
        cover: list[Spot] = [
            (x + 0.38 * dx, 0.0, z + 0.38 * dz)
            for dx, dz in (
                (1, 0),
                (0.7, 0.7),
                (0, 1),
                (-0.7, 0.7),
                (-1, 0),
                (-0.7, -0.7),
                (0, -1),
                (0.7, -0.7),
            )
        ]
        fills += flat(cover, lit(asphalt, 0.72), camera, light)
    return fills


def _open_stretches(layout: Layout) -> list[tuple[float, float]]:
    """From where to where lane marks run: not over a crossing and not through a junction."""
    if not layout.crossing_m:
        return [(0.5, FAR_M)]
    beyond = (
        layout.junction_m + layout.junction_width_m + 5.6 if layout.junction_m else layout.crossing_m + 5.0
    )
    return [(0.5, layout.crossing_m - 1.6), (beyond, FAR_M)]


def _lines(layout: Layout, stretch: tuple[float, float], camera: Camera, light: Light) -> list[Fill]:
    fills: list[Fill] = []
    double = layout.lanes > 1
    for offset in (-0.16, 0.16) if double else (0.0,):
        if double or layout.setting == "old_town":
            fills += _line(offset, YELLOW, stretch, camera, light)
        else:
            fills += _dashes(offset, YELLOW, stretch, camera, light)
    for side in (-1, 1):
        for lane in range(1, layout.lanes):
            fills += _dashes(side * lane * layout.lane_m, WHITE, stretch, camera, light)
        fills += _line(side * layout.lanes * layout.lane_m, WHITE, stretch, camera, light)
    return fills


def _line(
    middle: float, colour: Rgb, stretch: tuple[float, float], camera: Camera, light: Light
) -> list[Fill]:
    fills: list[Fill] = []
    for near, far in itertools.pairwise((0.5, *_REACHES[1:])):
        start, end = max(near, stretch[0]), min(far * 1.02, stretch[1])
        if start < end:
            fills += flat(_patch(middle - 0.07, middle + 0.07, start, end), colour, camera, light)
    return fills


def _dashes(
    middle: float, colour: Rgb, stretch: tuple[float, float], camera: Camera, light: Light
) -> list[Fill]:
    fills: list[Fill] = []
    for i in range(28):
        near = 0.5 + i * 6.0
        if stretch[0] <= near and near + 3.2 <= stretch[1]:
            fills += flat(_patch(middle - 0.08, middle + 0.08, near, near + 3.2), colour, camera, light)
    return fills


def _junction(layout: Layout, asphalt: Rgb, camera: Camera, light: Light) -> list[Fill]:
    """Bare asphalt where the other street runs through, with its own middle line."""
    near, far = layout.junction_m, layout.junction_m + layout.junction_width_m
    fills = flat(_patch(-200, 200, near, far), asphalt, camera, light)
    middle = (near + far) / 2
    for side in (-1, 1):
        reach = side * (layout.kerb_m + 4)
        fills += flat(_patch(reach, side * 200, middle - 0.1, middle + 0.1), YELLOW, camera, light)
    fills += _crossing(layout, far + 0.8, camera, light)
    return fills


def _crossing(layout: Layout, z_m: float, camera: Camera, light: Light) -> list[Fill]:
    fills: list[Fill] = []
    count = int(2 * layout.kerb_m / 1.05)
    for i in range(count):
        left = -layout.kerb_m + 0.3 + i * 1.05
        fills += flat(_patch(left, left + 0.55, z_m, z_m + 3.4), WHITE, camera, light)
    return fills


def _stop_line(layout: Layout, camera: Camera, light: Light) -> list[Fill]:
    near = layout.crossing_m - 1.6
    return flat(_patch(0.1, layout.lanes * layout.lane_m, near, near + 0.35), WHITE, camera, light)


def _fields(layout: Layout, camera: Camera, light: Light, rng: random.Random) -> list[Fill]:
    """Plots beside a country road: rape in flower, rice, young green, ploughed soil."""
    crops: tuple[Rgb, ...] = (
        (232, 200, 70),
        (150, 184, 88),
        (112, 158, 84),
        (178, 150, 104),
        (196, 206, 110),
    )
    fills: list[Fill] = []
    for side in (-1, 1):
        far = 190.0
        while far > 4:
            near = far * rng.uniform(0.62, 0.8)
            left = layout.wall_m + 1.0
            for _ in range(3):
                right = left + rng.uniform(14, 60)
                colour = rng.choice(crops)
                fills += flat(_patch(side * left, side * right, near, far * 0.985), colour, camera, light)
                left = right + 1.2
            fills += flat(
                _patch(side * layout.wall_m, side * 200, near - 0.2, near), (110, 140, 80), camera, light
            )
            far = near
    return fills
