"""Who and what is in the street: everything is placed so that nothing stands inside another."""

import math
import random
from dataclasses import dataclass, field

from annotate.demo.street.camera import Camera
from annotate.demo.street.cycles import cycle
from annotate.demo.street.light import Light
from annotate.demo.street.nature import bush, tree
from annotate.demo.street.pedestrians import pedestrian
from annotate.demo.street.road import Layout
from annotate.demo.street.shapes import Thing
from annotate.demo.street.signals import bollard, street_lamp, traffic_light, traffic_sign
from annotate.demo.street.solids import Pose
from annotate.demo.street.vehicles import vehicle

# What belongs together stays or goes together: a bicycle and its rider, a light and its pole.
Unit = tuple[Thing, ...]

_MIX: dict[str, tuple[str, ...]] = {
    "avenue": ("car",) * 7 + ("bus",) * 2 + ("truck",),
    "crossing": ("car",) * 7 + ("bus",) * 2 + ("truck",) * 2,
    "old_town": ("car",) * 6 + ("truck",) * 2 + ("bus",),
    "country": ("car",) * 5 + ("truck",) * 4 + ("bus",) * 2,
}
_HALF_LENGTH_M = {"car": 2.4, "truck": 3.9, "bus": 5.4}


@dataclass(slots=True)
class Street:
    """A street being filled."""

    layout: Layout
    camera: Camera
    light: Light
    rng: random.Random
    units: list[Unit] = field(default_factory=list)
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def claim(self, x_m: float, z_m: float, half_x: float, half_z: float) -> bool:
        """Reserve ground for one object; False when something stands there already."""
        for x, z, wide, deep in self.taken:
            if abs(x - x_m) < wide + half_x and abs(z - z_m) < deep + half_z:
                return False
        self.taken.append((x_m, z_m, half_x, half_z))
        return True

    def add(self, *things: Thing) -> None:
        self.units.append(things)


def fill_street(layout: Layout, camera: Camera, light: Light, rng: random.Random) -> list[Unit]:
    """Every object of one scene."""
    street = Street(layout, camera, light, rng)
    is_red = rng.random() < 0.6
    if layout.junction_m:
        _lights(street, "red" if is_red else rng.choice(("green", "green", "amber")))
        if is_red:
            _cross_traffic(street)
    elif layout.crossing_m and rng.random() < 0.5:
        _small_lights(street, "red" if is_red else "green")
    _lanes(street)
    if layout.crossing_m and (is_red or not layout.junction_m):
        _people_crossing(street)
    _cyclists(street)
    _parked(street)
    _signs(street)
    _walkers(street)
    _green(street)
    return street.units


def _lanes(street: Street) -> None:
    """Vehicles driving with us and towards us."""
    layout, rng = street.layout, street.rng
    busy = rng.uniform(0.7, 1.6)
    for lane in range(layout.lanes):
        for ours in (True, False):
            x = layout.lane_middle(lane, ours)
            is_own = ours and abs(x - street.camera.x_m) < 1.0
            z = rng.uniform(11, 24) if is_own else rng.uniform(3.5, 16)
            while z < 120:
                _drive(street, rng.choice(_MIX[layout.setting]), x + rng.uniform(-0.25, 0.25), z, ours)
                z += rng.uniform(9, 34) / busy + z * 0.12


def _drive(street: Street, label: str, x_m: float, z_m: float, ours: bool) -> None:
    half, layout = _HALF_LENGTH_M[label], street.layout
    z_m = max(z_m, half + 4.0) if ours else max(z_m, half + 1.0)
    if layout.crossing_m and layout.crossing_m - 1.0 - half < z_m < layout.crossing_m + 4.0 + half:
        z_m = layout.crossing_m - 2.2 - half
        if not ours or z_m - half < 4.0 or abs(x_m - street.camera.x_m) < 1.0:
            return
    if (
        layout.junction_m
        and layout.junction_m - half < z_m < layout.junction_m + layout.junction_width_m + half + 5
    ):
        return
    if street.claim(x_m, z_m, 0.85, half + 1.4):
        yaw = (0.0 if ours else math.pi) + street.rng.gauss(0, 0.012)
        street.add(vehicle(label, street.rng, Pose(x_m, z_m, yaw), street.camera, street.light))


def _cross_traffic(street: Street) -> None:
    """Vehicles and riders passing in front of us while our light is red."""
    layout, rng = street.layout, street.rng
    for offset, heading in ((0.3, math.pi / 2), (0.7, -math.pi / 2)):
        z = layout.junction_m + layout.junction_width_m * offset
        x = rng.uniform(-26, -14)
        while x < 26:
            label = rng.choice(_MIX["crossing"])
            if rng.random() < 0.62 and street.claim(x, z, _HALF_LENGTH_M[label] + 1, 1.2):
                yaw = heading + rng.gauss(0, 0.03)
                street.add(vehicle(label, rng, Pose(x, z, yaw), street.camera, street.light))
            x += rng.uniform(6, 15)
    for _ in range(rng.randint(0, 3)):
        label, view = rng.choice(("bicycle", "motorcycle")), rng.choice(("left", "right"))
        x, z = rng.uniform(-9, 9), layout.junction_m + rng.uniform(0.3, 1.4)
        if street.claim(x, z, 1.2, 0.4):
            street.add(*cycle(label, rng, x, z, view, street.camera, street.light, True))


def _people_crossing(street: Street) -> None:
    layout, rng = street.layout, street.rng
    for _ in range(rng.randint(4, 11)):
        x, z = rng.uniform(-layout.kerb_m, layout.kerb_m), layout.crossing_m + rng.uniform(0.3, 3.0)
        view = rng.choice(("left", "right"))
        if rng.random() < 0.2:
            if street.claim(x, z, 1.1, 0.4):
                label = rng.choice(("bicycle", "motorcycle"))
                street.add(*cycle(label, rng, x, z, view, street.camera, street.light, True))
        elif street.claim(x, z, 0.35, 0.25):
            street.add(pedestrian(rng, x, z, view, street.camera, street.light))


def _cyclists(street: Street) -> None:
    """Riders along both edges of the road."""
    layout, rng = street.layout, street.rng
    edge = layout.kerb_m - (layout.cycle_m / 2 if layout.cycle_m else 0.7)
    for side, view, low in ((1, "back", 6.0), (-1, "front", 5.0)):
        for _ in range(rng.randint(1, 4)):
            x, z = side * edge + rng.uniform(-0.4, 0.3), rng.uniform(low, 46)
            if layout.in_junction(z) or not street.claim(x, z, 0.5, 1.0):
                continue
            label = rng.choice(("bicycle", "bicycle", "motorcycle"))
            street.add(*cycle(label, rng, x, z, view, street.camera, street.light, True))


def _parked(street: Street) -> None:
    """Cars at the kerb of narrow streets; cycles leaning about on the pavement."""
    layout, rng = street.layout, street.rng
    if layout.setting == "old_town":
        for side in (-1, 1):
            for _ in range(rng.randint(0, 3)):
                x, z = side * (layout.kerb_m + 0.7), rng.uniform(9, 60)
                label = rng.choice(("car", "car", "truck"))
                if street.claim(x, z, 1.0, _HALF_LENGTH_M[label] + 0.6):
                    yaw = 0.0 if side > 0 else math.pi
                    street.add(vehicle(label, rng, Pose(x, z, yaw), street.camera, street.light))
    if layout.setting == "country":
        return
    for _ in range(rng.randint(0, 3)):
        side, z = rng.choice((-1, 1)), rng.uniform(7, 34)
        label = rng.choice(("bicycle", "motorcycle"))
        for i in range(rng.randint(1, 4)):
            x, depth = side * (layout.kerb_m + 1.3), z + i * 0.9
            if not layout.in_junction(depth) and street.claim(x, depth, 1.0, 0.3):
                view = rng.choice(("left", "right"))
                street.add(*cycle(label, rng, x, depth, view, street.camera, street.light, False))


def _walkers(street: Street) -> None:
    """People on the pavements, some as mother and child."""
    layout, rng = street.layout, street.rng
    many = {"avenue": 12, "crossing": 12, "old_town": 16, "country": 4}[layout.setting]
    for _ in range(rng.randint(many // 2, many)):
        side = rng.choice((-1, 1))
        x = side * rng.uniform(layout.kerb_m + 0.6, max(layout.wall_m - 0.6, layout.kerb_m + 0.7))
        z = 4.5 + 50 * rng.random() ** 1.5
        facing = rng.choice(("front", "front", "back", "back", "left", "right"))
        if layout.in_junction(z) or not street.claim(x, z, 0.4, 0.3):
            continue
        street.add(pedestrian(rng, x, z, facing, street.camera, street.light))
        if rng.random() < 0.25 and street.claim(x + 0.75, z + 0.1, 0.3, 0.2):
            street.add(pedestrian(rng, x + 0.75, z + 0.1, facing, street.camera, street.light))


def _lights(street: Street, colour: str) -> None:
    """A light on an arm beyond the junction, and low ones at the near kerb."""
    layout, rng = street.layout, street.rng
    far = layout.junction_m + layout.junction_width_m + 4.6
    x = layout.kerb_m + 0.7
    street.claim(x, far, 0.4, 0.4)
    street.add(*traffic_light(rng, x, far, street.camera, street.light, -layout.kerb_m * 0.75, colour))
    near = layout.crossing_m - 0.5
    if street.claim(x, near, 0.4, 0.4):
        street.add(*traffic_light(rng, x, near, street.camera, street.light, 0.0, colour))
    if rng.random() < 0.6:
        street.add(*traffic_light(rng, -x, far, street.camera, street.light, 0.0, colour))


def _small_lights(street: Street, colour: str) -> None:
    for side in (-1, 1):
        x, z = side * (street.layout.kerb_m + 0.5), street.layout.crossing_m + (0.0 if side > 0 else 3.8)
        if street.claim(x, z, 0.4, 0.4):
            street.add(*traffic_light(street.rng, x, z, street.camera, street.light, 0.0, colour))


def _signs(street: Street) -> None:
    layout, rng = street.layout, street.rng
    for _ in range(rng.randint(1, 3)):
        x, z = layout.kerb_m + rng.uniform(0.45, 0.8), rng.uniform(9, 42)
        if not layout.in_junction(z) and street.claim(x, z, 0.4, 0.4):
            street.add(*traffic_sign(rng, x, z, street.camera, street.light))


def _green(street: Street) -> None:
    """Trees, lamps, bushes and bollards."""
    layout, rng, camera, light = street.layout, street.rng, street.camera, street.light
    is_country = layout.setting == "country"
    gap = rng.uniform(7, 11) if not is_country else 6.0
    for side in (-1, 1):
        z = rng.uniform(6, 12)
        while z < 110:
            x = (
                side * (layout.kerb_m + 0.9)
                if not is_country
                else side * (layout.wall_m + rng.uniform(0.8, 16))
            )
            is_free = (
                not layout.in_junction(z) and not layout.in_junction(z + 2) and street.claim(x, z, 0.4, 0.4)
            )
            if is_free and (layout.setting != "old_town" or rng.random() < 0.35):
                street.add(tree(rng, x, z, camera, light, rng.uniform(4.2, 6.4)))
            z += gap * rng.uniform(0.85, 1.2)
        z = rng.uniform(12, 22)
        while z < 90 and layout.setting != "old_town":
            x = side * (layout.kerb_m + 0.45)
            if not layout.in_junction(z) and street.claim(x, z, 0.3, 0.3):
                street.add(street_lamp(x, z, camera, light, -side * 2.0))
            z += 26
    for _ in range(rng.randint(2, 7)):
        side, z = rng.choice((-1, 1)), rng.uniform(5, 40)
        x = side * (layout.wall_m - 0.5 + (1.5 if is_country else 0.0))
        if not layout.in_junction(z) and street.claim(x, z, 0.8, 0.5):
            street.add(bush(rng, x, z, camera, light))
    if layout.crossing_m and not is_country:
        for side in (-1, 1):
            for i in range(3):
                x, z = side * (layout.kerb_m + 0.5), layout.crossing_m + 0.4 + i * 1.3
                if street.claim(x, z, 0.2, 0.2):
                    street.add(bollard(x, z, camera, light))
