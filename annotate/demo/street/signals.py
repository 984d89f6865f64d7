"""Traffic lights, traffic signs, street lamps and other poles."""

import itertools
import math
import random

from annotate.demo.street.camera import Camera
from annotate.demo.street.figure import Board
from annotate.demo.street.light import Light
from annotate.demo.street.shapes import Fill, Glow, Point, Rgb, Thing, box, capsule, circle, ellipse, rounded

POLE: Rgb = (122, 130, 134)
_LAMPS: dict[str, Rgb] = {"red": (236, 62, 48), "amber": (248, 184, 60), "green": (70, 214, 130)}
_BLUE: Rgb = (40, 100, 180)
_RED: Rgb = (204, 48, 44)
_WHITE: Rgb = (246, 244, 238)
_INK: Rgb = (44, 44, 46)


def traffic_light(
    rng: random.Random, x_m: float, z_m: float, camera: Camera, light: Light, arm_m: float, colour: str
) -> list[Thing]:
    """A light on a pole at the kerb, or lying on an arm that reaches over the road (arm_m < 0 to the left)."""
    on_arm = abs(arm_m) > 0.1
    height = 5.6 if on_arm else 2.9
    pole = Board(x_m, z_m + 0.05, camera, light)
    pole.put(capsule((0, 0), (0, height + 0.2), 0.1 if on_arm else 0.06), POLE)
    if on_arm:
        pole.put(capsule((0, height + 0.55), (arm_m, height + 0.7), 0.08, 0.05), POLE)
        pole.put(capsule((0, height - 0.2), (0, height + 0.6), 0.1, 0.08), POLE)
    things = [Thing(None, tuple(pole.fills), z_m + 0.05, pole.shadow(0.5))]
    things.append(
        _housing(x_m + (arm_m * 0.86 if on_arm else 0.0), height, z_m, camera, light, on_arm, colour)
    )
    if rng.random() < 0.4 and on_arm:
        things.append(_housing(x_m, 2.9, z_m, camera, light, False, colour))
    return things


def _housing(
    x_m: float, low_m: float, z_m: float, camera: Camera, light: Light, lies: bool, colour: str
) -> Thing:
    board = Board(x_m, z_m, camera, light)
    long, wide = 1.24, 0.46
    glows: tuple[Glow, ...] = ()
    if lies:
        board.put(rounded(-long / 2, low_m, long / 2, low_m + wide, 0.1), (52, 56, 58))
    else:
        board.put(rounded(-wide / 2, low_m, wide / 2, low_m + long, 0.1), (52, 56, 58))
    for i, name in enumerate(("red", "amber", "green")):
        offset = (i - 1) * 0.38
        centre = (offset, low_m + wide / 2) if lies else (0.0, low_m + long / 2 - offset)
        if name == colour:
            board.fills.append(Fill([board.point(at) for at in circle(centre, 0.15, 18)], _LAMPS[name]))
            glows = (Glow(board.point(centre), 0.75 * board.scale, _LAMPS[name]),)
        else:
            board.put(circle(centre, 0.14, 16), (84, 84, 82))
    return Thing("traffic light", tuple(board.fills), z_m, (), glows)


def traffic_sign(rng: random.Random, x_m: float, z_m: float, camera: Camera, light: Light) -> list[Thing]:
    """One board on a pole, drawn after the Chinese standard forms."""
    pole = Board(x_m, z_m + 0.04, camera, light)
    top = rng.uniform(2.5, 2.9)
    pole.put(capsule((0, 0), (0, top + 0.3), 0.045), POLE)
    board = Board(x_m, z_m, camera, light)
    rng.choice((_limit, _limit, _no_entry, _no_parking, _warning, _crossing, _arrow, _bus_stop, _place))(
        board, top, rng
    )
    return [
        Thing(None, tuple(pole.fills), z_m + 0.04, pole.shadow(0.4)),
        Thing("traffic sign", tuple(board.fills), z_m),
    ]


def _disc(board: Board, up: float, rim: Rgb, face: Rgb) -> Point:
    centre = (0.0, up + 0.36)
    board.put(circle(centre, 0.36, 30), rim)
    board.put(circle(centre, 0.28, 30), face)
    return centre


_DIGITS: dict[str, tuple[tuple[Point, ...], ...]] = {
    "3": (((0, 1), (0.9, 1), (0.4, 0.56), (0.9, 0.3), (0.5, 0), (0, 0.1)),),
    "4": (((0.7, 0), (0.7, 1), (0, 0.34), (1, 0.34)),),
    "5": (((0.9, 1), (0.1, 1), (0.1, 0.55), (0.7, 0.6), (0.9, 0.3), (0.6, 0), (0, 0.06)),),
    "6": (((0.8, 1), (0.2, 0.6), (0.05, 0.25), (0.45, 0), (0.85, 0.25), (0.5, 0.55), (0.1, 0.35)),),
    "0": (((0.5, 0), (0.1, 0.3), (0.1, 0.7), (0.5, 1), (0.9, 0.7), (0.9, 0.3), (0.5, 0)),),
}


def _limit(board: Board, up: float, rng: random.Random) -> None:
    x, y = _disc(board, up, _RED, _WHITE)
    for place, digit in ((-0.19, rng.choice("3456")), (0.03, "0")):
        for line in _DIGITS[digit]:
            points = [(x + place + 0.15 * a, y - 0.13 + 0.26 * b) for a, b in line]
            for start, end in itertools.pairwise(points):
                board.put(capsule(start, end, 0.026), _INK)


def _no_entry(board: Board, up: float, rng: random.Random) -> None:
    x, y = _disc(board, up, _RED, _RED)
    board.put(box(x - 0.23, y - 0.055, x + 0.23, y + 0.055), _WHITE)


def _no_parking(board: Board, up: float, rng: random.Random) -> None:
    x, y = _disc(board, up, _RED, _BLUE)
    board.put(capsule((x - 0.2, y + 0.2), (x + 0.2, y - 0.2), 0.035), _RED)
    if rng.random() < 0.5:
        board.put(capsule((x - 0.2, y - 0.2), (x + 0.2, y + 0.2), 0.035), _RED)


def _warning(board: Board, up: float, rng: random.Random) -> None:
    board.put([(-0.46, up), (0.46, up), (0, up + 0.8)], _INK)
    board.put([(-0.36, up + 0.06), (0.36, up + 0.06), (0, up + 0.68)], (246, 200, 62))
    if rng.random() < 0.5:
        board.put(capsule((0, up + 0.24), (0, up + 0.46), 0.03, 0.045), _INK)
        board.put(circle((0, up + 0.14), 0.04, 12), _INK)
        return
    for x in (-0.08, 0.1):
        board.put(circle((x, up + 0.36), 0.045, 12), _INK)
        board.put(capsule((x, up + 0.3), (x, up + 0.2), 0.04), _INK)
        board.put(capsule((x, up + 0.2), (x + 0.06, up + 0.1), 0.022), _INK)
        board.put(capsule((x, up + 0.2), (x - 0.06, up + 0.1), 0.022), _INK)


def _crossing(board: Board, up: float, rng: random.Random) -> None:
    board.put(rounded(-0.38, up, 0.38, up + 0.76, 0.05), _BLUE)
    board.put([(-0.32, up + 0.06), (0.32, up + 0.06), (0, up + 0.7)], _WHITE)
    board.put(circle((0.02, up + 0.44), 0.05, 12), _INK)
    board.put(capsule((0.0, up + 0.37), (0.0, up + 0.25), 0.045), _INK)
    board.put(capsule((0.0, up + 0.24), (0.1, up + 0.1), 0.025), _INK)
    board.put(capsule((0.0, up + 0.24), (-0.09, up + 0.1), 0.025), _INK)


def _arrow(board: Board, up: float, rng: random.Random) -> None:
    x, y = _disc(board, up, _BLUE, _BLUE)
    turn = rng.choice((0.0, -0.6, 0.6))
    tip = (x + 0.22 * math.sin(turn), y + 0.22 * math.cos(turn))
    board.put(capsule((x - 0.2 * math.sin(turn) * 0.4, y - 0.22), tip, 0.04), _WHITE)
    for side in (-0.75, 0.75):
        end = (tip[0] - 0.15 * math.sin(turn + side), tip[1] - 0.15 * math.cos(turn + side))
        board.put(capsule(tip, end, 0.035), _WHITE)


def _bus_stop(board: Board, up: float, rng: random.Random) -> None:
    board.put(rounded(-0.32, up - 0.3, 0.32, up + 0.66, 0.05), _BLUE)
    board.put(rounded(-0.2, up + 0.16, 0.2, up + 0.52, 0.05), _WHITE)
    board.put(rounded(-0.15, up + 0.32, 0.15, up + 0.46, 0.02), _BLUE)
    for x in (-0.12, 0.12):
        board.put(circle((x, up + 0.15), 0.045, 12), _WHITE)
    for row in (-0.2, -0.1, 0.0):
        board.put(box(-0.22, up + row, 0.22, up + row + 0.04), _WHITE)


def _place(board: Board, up: float, rng: random.Random) -> None:
    """A green board with the way to the next towns."""
    board.put(rounded(-0.95, up, 0.95, up + 0.95, 0.06), _WHITE)
    board.put(rounded(-0.9, up + 0.05, 0.9, up + 0.9, 0.05), (36, 124, 90))
    for row in (0.56, 0.2):
        for i in range(3):
            x = -0.7 + i * 0.28
            board.put(box(x, up + row, x + 0.2, up + row + 0.04), _WHITE)
            board.put(box(x + 0.08, up + row - 0.06, x + 0.12, up + row + 0.18), _WHITE)
            board.put(box(x, up + row + 0.12, x + 0.2, up + row + 0.15), _WHITE)
        board.put([(0.4, up + row), (0.66, up + row + 0.08), (0.4, up + row + 0.16)], _WHITE)


def street_lamp(x_m: float, z_m: float, camera: Camera, light: Light, reach_m: float) -> Thing:
    """A tall lamp leaning over the road; reach_m < 0 to the left."""
    board = Board(x_m, z_m, camera, light)
    high = 7.2
    board.put(capsule((0, 0), (0, high), 0.1, 0.06), POLE)
    board.put(capsule((0, high), (reach_m, high + 0.5), 0.06, 0.04), POLE)
    head = (reach_m * 1.1, high + 0.46)
    board.shine(ellipse(head, 0.95, 0.24, 16), (255, 238, 190) if light.lamps_on else (206, 210, 208))
    glows: tuple[Glow, ...] = ()
    if light.lamps_on:
        pool = Glow(board.point((reach_m * 1.1, 0.6)), 4.6 * board.scale, (96, 74, 44), is_pool=True)
        glows = (Glow(board.point(head), 2.6 * board.scale, (255, 206, 130)), pool)
    return Thing(None, tuple(board.fills), z_m, board.shadow(0.5), glows)


def bollard(x_m: float, z_m: float, camera: Camera, light: Light) -> Thing:
    board = Board(x_m, z_m, camera, light)
    board.put(capsule((0, 0.06), (0, 0.72), 0.07), (232, 228, 218))
    for up in (0.34, 0.6):
        board.put(rounded(-0.07, up, 0.07, up + 0.1, 0.01), (206, 74, 58))
    return Thing(None, tuple(board.fills), z_m, board.shadow(0.3))
