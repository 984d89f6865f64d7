"""Cars, buses and trucks standing or driving in the street."""

import random
from collections.abc import Callable, Sequence

from annotate.demo.street.bodies import LAMP, RED
from annotate.demo.street.camera import Camera
from annotate.demo.street.cars import car
from annotate.demo.street.heavy import bus, truck
from annotate.demo.street.light import Light
from annotate.demo.street.shapes import Fill, Glow, Point, Rgb, Thing
from annotate.demo.street.solids import Pose, Solid, draw_solid, is_seen, spot_on

_MAKERS: dict[str, Callable[[random.Random], list[Solid]]] = {"car": car, "bus": bus, "truck": truck}
_BEAM: Rgb = (255, 236, 190)


def vehicle(label: str, rng: random.Random, pose: Pose, camera: Camera, light: Light) -> Thing:
    """One vehicle; its distance is that of its nearest end."""
    parts = _MAKERS[label](rng)
    fills: list[Fill] = []
    for part in sorted(parts, key=lambda part: _order(part, pose)):
        fills.extend(draw_solid(part, pose, camera, light))
    low = min(part.low_m for part in parts)
    high = max(part.high_m for part in parts)
    nearest = min(pose.at(low, 0, 0)[2], pose.at(high, 0, 0)[2])
    width = max(part.width_m for part in parts)
    return Thing(
        label,
        tuple(fills),
        nearest,
        _shadow(low, high, width, pose, camera),
        _glows(parts, pose, camera, light),
    )


def _order(part: Solid, pose: Pose) -> tuple[int, float]:
    """Wheels first, then the far body before the near one, then what lies on top."""
    layer = 0 if max(p[1] for p in part.profile) < 0.9 else 1
    middle = pose.at((part.low_m + part.high_m) / 2, 0, 0)
    on_roof = min(p[1] for p in part.profile) > 1.35
    return (2 if on_roof else layer, -middle[2])


def _shadow(low: float, high: float, width: float, pose: Pose, camera: Camera) -> tuple[Point, ...]:
    side = width / 2 + 0.18
    corners = ((low - 0.2, -side), (low - 0.2, side), (high + 0.2, side), (high + 0.2, -side))
    return tuple(camera.outline([pose.at(along, across, 0.0) for along, across in corners]))


def _glows(parts: list[Solid], pose: Pose, camera: Camera, light: Light) -> tuple[Glow, ...]:
    """Lit lamps on the end that is seen."""
    if not light.lamps_on:
        return ()
    glows: list[Glow] = []
    for part in parts:
        for name, colour, size in (("rear", RED, 0.5), ("front", LAMP, 0.9)):
            if not is_seen(part, name, pose, camera):
                continue
            for detail in part.details:
                if detail.face == name and detail.shines and detail.colour == colour:
                    glows.append(_lamp(part, name, detail.outline, colour, size, pose, camera))
    return tuple(glow for glow in glows if glow.radius_px > 1)


def _lamp(
    part: Solid, name: str, outline: Sequence[Point], colour: Rgb, size_m: float, pose: Pose, camera: Camera
) -> Glow:
    points = [spot_on(part, name, pose, point) for point in outline]
    if any(spot[2] < camera.near_m for spot in points):
        return Glow((0.0, 0.0), 0.0, colour)
    seen = [camera.see(spot) for spot in points]
    centre = (sum(p[0] for p in seen) / len(seen), sum(p[1] for p in seen) / len(seen))
    return Glow(centre, size_m * camera.scale(points[0][2]), _BEAM if colour == LAMP else colour)
