"""Drawing in metres: a figure's own board, upright in the street and turned to the camera."""

from annotate.demo.street.camera import Camera
from annotate.demo.street.light import Light
from annotate.demo.street.shapes import Fill, Outline, Point, Rgb, ellipse


class Board:
    """Collects shapes given in metres right of and above a foot point.

    squeeze: how narrow the board looks when it stands at an angle; -1 ... 1, below 0 mirrored.
    """

    def __init__(
        self, x_m: float, z_m: float, camera: Camera, light: Light, squeeze: float = 1.0, up_m: float = 0.0
    ) -> None:
        self.scale = camera.scale(z_m)
        self.foot = camera.see((x_m, up_m, z_m))
        self.z_m, self.light, self.squeeze = z_m, light, squeeze
        self.fills: list[Fill] = []

    def point(self, at: Point) -> Point:
        return (self.foot[0] + at[0] * self.scale * self.squeeze, self.foot[1] - at[1] * self.scale)

    def put(self, outline: Outline, colour: Rgb) -> None:
        self.fills.append(Fill([self.point(at) for at in outline], self.light.plain(colour, self.z_m)))

    def shine(self, outline: Outline, colour: Rgb) -> None:
        self.fills.append(Fill([self.point(at) for at in outline], self.light.shining(colour, self.z_m)))

    def shadow(self, width_m: float) -> tuple[Point, ...]:
        return tuple(self.point(at) for at in ellipse((0.08, 0.0), width_m, width_m * 0.22, 18))
