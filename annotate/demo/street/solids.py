"""Solids standing in the street: a side view pulled out to its width, seen in true perspective."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from annotate.demo.street.camera import Camera, Spot
from annotate.demo.street.light import Light
from annotate.demo.street.shapes import Fill, Point, Rgb, mix, winding

WHITE: Rgb = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a solid stands and where it heads; yaw 0 drives away from the camera."""

    x_m: float
    z_m: float
    yaw: float = 0.0

    def at(self, along: float, across: float, up: float) -> Spot:
        """A spot given along the heading (0 is the middle), to the right, and up."""
        sine, cosine = math.sin(self.yaw), math.cos(self.yaw)
        return (
            self.x_m + along * sine + across * cosine,
            up,
            self.z_m + along * cosine - across * sine,
        )


@dataclass(frozen=True, slots=True)
class Detail:
    """A patch on one face: rear and front use (across, up), the sides use (along, up)."""

    face: str
    outline: Sequence[Point]
    colour: Rgb
    shines: bool = False
    glow_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Solid:
    """One convex body.

    profile: its side view (along, up), from the rear's foot over the top to the front's foot.
    glass: strips of the profile (by index) that carry a pane.
    narrowing: how much narrower the top is than the belt.
    """

    profile: Sequence[Point]
    width_m: float
    colour: Rgb
    belt_m: float = 99.0
    narrowing: float = 0.0
    corner_m: float = 0.0
    glass: tuple[int, ...] = ()
    glass_colour: Rgb = (58, 78, 92)
    details: tuple[Detail, ...] = field(default=())

    @property
    def low_m(self) -> float:
        return min(point[0] for point in self.profile)

    @property
    def high_m(self) -> float:
        return max(point[0] for point in self.profile)

    def half_width(self, along: float, up: float) -> float:
        half = self.width_m / 2
        top = max(point[1] for point in self.profile)
        if up > self.belt_m:
            half *= 1 - self.narrowing * (up - self.belt_m) / (top - self.belt_m)
        if self.corner_m:
            near_end = max(0.0, 1 - min(along - self.low_m, self.high_m - along) / self.corner_m)
            half *= 1 - 0.09 * near_end * near_end
        return half


# A wall with its colour, then what is set into it: a pane and the gleam on the pane.
Face = list[tuple[list[Spot], Rgb]]


def draw_solid(solid: Solid, pose: Pose, camera: Camera, light: Light) -> list[Fill]:
    """The faces turned to the camera, far ones first, then what is painted on them."""
    faces = [*_strips(solid, pose), *_sides(solid, pose)]
    faces.sort(key=lambda layers: -_distance(layers[0][0], camera))
    seen = [_seen(spots, colour, camera, light) for layers in faces for spots, colour in layers]
    fills = [fill for fill in seen if fill]
    for name in ("left", "right", "rear", "front"):
        if is_seen(solid, name, pose, camera):
            fills.extend(_details(solid, name, pose, camera, light))
    return fills


def is_seen(solid: Solid, name: str, pose: Pose, camera: Camera) -> bool:
    """Whether this face of the solid is turned to the camera."""
    outline = camera.outline(_plane(solid, name, pose))
    return len(outline) >= 3 and winding(outline) < 0


def spot_on(solid: Solid, name: str, pose: Pose, point: Point) -> Spot:
    """A point of a face's own drawing as a spot in the street."""
    if name in ("rear", "front"):
        along = solid.low_m if name == "rear" else solid.high_m
        return pose.at(along, point[0], point[1])
    sign = -1 if name == "left" else 1
    return pose.at(point[0], sign * solid.half_width(point[0], point[1]), point[1])


def _plane(solid: Solid, name: str, pose: Pose) -> list[Spot]:
    """A small upright patch of the face, wound so that it counts as seen from outside."""
    half, low, high = solid.width_m / 2, solid.low_m, solid.high_m
    if name == "rear":
        corners = [(low, -half), (low, half), (low, half), (low, -half)]
    elif name == "front":
        corners = [(high, half), (high, -half), (high, -half), (high, half)]
    elif name == "right":
        corners = [(low, half), (high, half), (high, half), (low, half)]
    else:
        corners = [(high, -half), (low, -half), (low, -half), (high, -half)]
    heights = (0.3, 0.3, 1.3, 1.3)
    return [pose.at(a, t, y) for (a, t), y in zip(corners, heights, strict=True)]


def _strips(solid: Solid, pose: Pose) -> list[Face]:
    faces: list[Face] = []
    for i, (low, high) in enumerate(zip(solid.profile, solid.profile[1:], strict=False)):
        low_half, high_half = solid.half_width(*low), solid.half_width(*high)
        quad = [
            pose.at(low[0], -low_half, low[1]),
            pose.at(low[0], low_half, low[1]),
            pose.at(high[0], high_half, high[1]),
            pose.at(high[0], -high_half, high[1]),
        ]
        layers: Face = [(quad, solid.colour)]
        if i in solid.glass:
            layers += [(_pane(quad), solid.glass_colour), (_gleam(quad), mix(solid.glass_colour, WHITE, 0.2))]
        faces.append(layers)
    return faces


def _between(first: Spot, second: Spot, share: float) -> Spot:
    return (
        first[0] + share * (second[0] - first[0]),
        first[1] + share * (second[1] - first[1]),
        first[2] + share * (second[2] - first[2]),
    )


def _inside(quad: Sequence[Spot], across: float, up: float) -> Spot:
    return _between(_between(quad[0], quad[1], across), _between(quad[3], quad[2], across), up)


def _pane(quad: Sequence[Spot]) -> list[Spot]:
    return [_inside(quad, a, b) for a, b in ((0.05, 0.05), (0.95, 0.05), (0.93, 0.9), (0.07, 0.9))]


def _gleam(quad: Sequence[Spot]) -> list[Spot]:
    return [_inside(quad, a, b) for a, b in ((0.12, 0.1), (0.34, 0.1), (0.5, 0.86), (0.28, 0.86))]


def _sides(solid: Solid, pose: Pose) -> list[Face]:
    right = [pose.at(a, solid.half_width(a, y), y) for a, y in reversed(solid.profile)]
    left = [pose.at(a, -solid.half_width(a, y), y) for a, y in solid.profile]
    return [[(right, solid.colour)], [(left, solid.colour)]]


def _distance(spots: Sequence[Spot], camera: Camera) -> float:
    count = len(spots)
    return math.hypot(
        sum(spot[0] for spot in spots) / count - camera.x_m,
        sum(spot[2] for spot in spots) / count,
    )


def _seen(spots: Sequence[Spot], colour: Rgb, camera: Camera, light: Light) -> Fill | None:
    outline = camera.outline(spots)
    if len(outline) < 3 or winding(outline) >= 0:
        return None
    return Fill(outline, light.on(colour, outward(spots), _distance(spots, camera)))


def outward(spots: Sequence[Spot]) -> Spot:
    """The unit vector that points out of a face."""
    total = [0.0, 0.0, 0.0]
    for here, there in zip(spots, [*spots[1:], spots[0]], strict=True):
        total[0] -= (here[1] - there[1]) * (here[2] + there[2])
        total[1] -= (here[2] - there[2]) * (here[0] + there[0])
        total[2] -= (here[0] - there[0]) * (here[1] + there[1])
    length = math.sqrt(sum(part * part for part in total)) or 1.0
    return (total[0] / length, total[1] / length, total[2] / length)


def _details(solid: Solid, name: str, pose: Pose, camera: Camera, light: Light) -> list[Fill]:
    shade = outward(_plane(solid, name, pose))
    fills: list[Fill] = []
    for detail in solid.details:
        if detail.face not in (name, "ends" if name in ("rear", "front") else "sides"):
            continue
        outline = camera.outline([spot_on(solid, name, pose, point) for point in detail.outline])
        if len(outline) >= 3:
            paint = light.shining if detail.shines else _facing(light, shade)
            fills.append(Fill(outline, paint(detail.colour, pose.z_m)))
    return fills


def _facing(light: Light, normal: Spot) -> Callable[[Rgb, float], Rgb]:
    return lambda colour, distance_m: light.on(colour, normal, distance_m)
