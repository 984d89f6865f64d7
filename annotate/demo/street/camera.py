"""The camera behind the windscreen: from metres in the street to pixels in the picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.demo.street.shapes import Point

WIDTH_PX = 1280
HEIGHT_PX = 720

# Right of the camera, up from the ground, away from the camera; metres.
Spot = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera that looks along the street.

    bend_per_m: how the street turns; its middle lies at bend_per_m * distance^2.
    """

    focal_px: float
    horizon_px: float
    height_m: float
    x_m: float
    bend_per_m: float
    near_m: float = 1.3

    def see(self, spot: Spot) -> Point:
        """Where a spot in the street appears."""
        x_m, y_m, z_m = spot
        scale = self.focal_px / z_m
        return (
            WIDTH_PX / 2 + scale * (x_m - self.x_m + self.bend_per_m * z_m * z_m),
            self.horizon_px + scale * (self.height_m - y_m),
        )

    def outline(self, spots: Sequence[Spot]) -> list[Point]:
        """A face as it appears; what lies behind the camera is cut off."""
        if min([spot[2] for spot in spots]) < self.near_m:
            spots = self._cut(spots)
        left, focal, bend = WIDTH_PX / 2, self.focal_px, self.bend_per_m
        return [
            (
                left + focal / z * (x - self.x_m + bend * z * z),
                self.horizon_px + focal / z * (self.height_m - y),
            )
            for x, y, z in spots
        ]

    def scale(self, z_m: float) -> float:
        """Pixels of one metre at this distance."""
        return self.focal_px / z_m

    def _cut(self, spots: Sequence[Spot]) -> list[Spot]:
        kept: list[Spot] = []
        for here, there in zip(spots, [*spots[1:], spots[0]], strict=True):
            inside, follows = here[2] >= self.near_m, there[2] >= self.near_m
            if inside:
                kept.append(here)
            if inside != follows:
                kept.append(_crossing(here, there, self.near_m))
        return kept


def _crossing(here: Spot, there: Spot, z_m: float) -> Spot:
    share = (z_m - here[2]) / (there[2] - here[2])
    return (here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1]), z_m)
