"""Times of day and weather as colours: what light does to a painted surface."""

import math
from dataclasses import dataclass
from typing import Self

from annotate.demo.street.camera import Spot
from annotate.demo.street.shapes import Rgb


@dataclass(frozen=True, slots=True)
class Light:
    """One mood of light; colours in 0 ... 255, factors around 1."""

    name: str
    sky_high: Rgb
    sky_low: Rgb
    haze: Rgb
    haze_m: float
    ambient: tuple[float, float, float]
    sun: tuple[float, float, float]
    sun_from: Spot
    shadow: float
    lamps_on: bool = False
    wet: bool = False

    def on(self, colour: Rgb, normal: Spot, distance_m: float) -> Rgb:
        """A surface's colour, by where it faces and how much air lies between."""
        # Written out for each part: this runs some thousand times a picture.
        facing = normal[0] * self.sun_from[0] + normal[1] * self.sun_from[1] + normal[2] * self.sun_from[2]
        facing = max(facing, 0.0)
        clear = math.exp(-distance_m / self.haze_m)
        murky = 1 - clear
        red = colour[0] * (self.ambient[0] + self.sun[0] * facing) * clear + self.haze[0] * murky
        green = colour[1] * (self.ambient[1] + self.sun[1] * facing) * clear + self.haze[1] * murky
        blue = colour[2] * (self.ambient[2] + self.sun[2] * facing) * clear + self.haze[2] * murky
        return (min(255, int(red)), min(255, int(green)), min(255, int(blue)))

    def plain(self, colour: Rgb, distance_m: float) -> Rgb:
        """The colour of a figure that has no faces, such as a person or a tree."""
        return self.on(
            colour, (self.sun_from[0] * 0.7, self.sun_from[1] * 0.7, self.sun_from[2] * 0.7), distance_m
        )

    def ground(self, colour: Rgb, distance_m: float) -> Rgb:
        return self.on(colour, (0.0, 1.0, 0.0), distance_m)

    def shining(self, colour: Rgb, distance_m: float) -> Rgb:
        """A lamp: its own light, by day only a coloured glass."""
        return colour if self.lamps_on else self.plain(colour, distance_m)

    @classmethod
    def named(cls, name: str) -> Self:
        return cls(name=name, **_MOODS[name])  # type: ignore[arg-type]


def _unit(x: float, y: float, z: float) -> Spot:
    length = math.sqrt(x * x + y * y + z * z)
    return (x / length, y / length, z / length)


_MOODS: dict[str, dict[str, object]] = {
    "day": {
        "sky_high": (98, 171, 214),
        "sky_low": (232, 241, 232),
        "haze": (214, 229, 229),
        "haze_m": 190.0,
        "ambient": (0.74, 0.77, 0.82),
        "sun": (0.36, 0.32, 0.22),
        "sun_from": _unit(-0.55, 0.75, -0.45),
        "shadow": 0.42,
    },
    "morning": {
        "sky_high": (150, 196, 214),
        "sky_low": (252, 238, 214),
        "haze": (240, 234, 220),
        "haze_m": 75.0,
        "ambient": (0.78, 0.78, 0.80),
        "sun": (0.34, 0.27, 0.14),
        "sun_from": _unit(0.7, 0.5, -0.4),
        "shadow": 0.3,
    },
    "dusk": {
        "sky_high": (74, 84, 140),
        "sky_low": (253, 186, 120),
        "haze": (236, 172, 138),
        "haze_m": 170.0,
        "ambient": (0.62, 0.55, 0.62),
        "sun": (0.42, 0.25, 0.08),
        "sun_from": _unit(-0.75, 0.3, -0.35),
        "shadow": 0.35,
        "lamps_on": True,
    },
    "night": {
        "sky_high": (16, 24, 52),
        "sky_low": (58, 70, 112),
        "haze": (46, 56, 92),
        "haze_m": 150.0,
        "ambient": (0.44, 0.46, 0.58),
        "sun": (0.10, 0.10, 0.10),
        "sun_from": _unit(0.2, 0.9, -0.3),
        "shadow": 0.3,
        "lamps_on": True,
    },
    "rain": {
        "sky_high": (124, 140, 152),
        "sky_low": (196, 205, 206),
        "haze": (184, 195, 198),
        "haze_m": 85.0,
        "ambient": (0.68, 0.72, 0.76),
        "sun": (0.10, 0.10, 0.10),
        "sun_from": _unit(0.0, 1.0, -0.2),
        "shadow": 0.38,
        "lamps_on": True,
        "wet": True,
    },
}
