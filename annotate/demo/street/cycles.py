"""Bicycles, electric scooters and motorcycles, and the people who ride them."""

import math
import random

from annotate.demo.street.camera import Camera
from annotate.demo.street.figure import Board
from annotate.demo.street.light import Light
from annotate.demo.street.pedestrians import Looks, draw_hair_behind, draw_head, somebody
from annotate.demo.street.shapes import Glow, Point, Rgb, Thing, capsule, circle, lit, rounded, strokes

PAINT: tuple[Rgb, ...] = (
    (60, 142, 108),
    (206, 78, 62),
    (70, 120, 176),
    (232, 178, 74),
    (72, 76, 82),
    (236, 232, 220),
    (150, 200, 210),
)
TYRE: Rgb = (44, 44, 48)
METAL: Rgb = (150, 156, 160)


def cycle(
    label: str,
    rng: random.Random,
    x_m: float,
    z_m: float,
    view: str,
    camera: Camera,
    light: Light,
    is_ridden: bool,
) -> list[Thing]:
    """A bicycle or motorcycle and, when ridden, the person on it.

    view: front, back, left or right. The rider stands a hand's breadth nearer, so she hides what she sits on.
    """
    squeeze = {"left": -1.0, "right": 1.0}.get(view, 1.0)
    if view in ("left", "right") and not is_ridden:
        squeeze *= rng.uniform(0.6, 1.0)
    board = Board(x_m, z_m, camera, light, squeeze)
    paint = rng.choice(PAINT)
    side = view in ("left", "right")
    if label == "bicycle":
        _bicycle_side(board, paint, rng.random() < 0.5) if side else _bicycle_end(board, paint, view)
    else:
        _motorcycle_side(board, paint) if side else _motorcycle_end(board, paint, view)
    glow = _lamp(board, view, light) if label == "motorcycle" else ()
    things = [Thing(label, tuple(board.fills), z_m, board.shadow(1.7 if side else 0.8), glow)]
    if is_ridden:
        things.append(_rider(label, rng, x_m, z_m - 0.02, view, camera, light))
    return things


def _lamp(board: Board, view: str, light: Light) -> tuple[Glow, ...]:
    if not light.lamps_on or view in ("left", "right"):
        return ()
    if view == "front":
        return (Glow(board.point((0.0, 0.9)), 0.8 * board.scale, (255, 236, 190)),)
    return (Glow(board.point((0.0, 0.66)), 0.4 * board.scale, (226, 52, 44)),)


def _ring(board: Board, centre: Point, radius: float, thick: float, colour: Rgb) -> None:
    """A wheel that can be looked through."""
    step = math.pi / 12
    rim = [
        (centre[0] + radius * math.cos(i * step), centre[1] + radius * math.sin(i * step)) for i in range(25)
    ]
    for piece in strokes(rim, thick):
        board.put(piece, colour)


def _bicycle_side(board: Board, paint: Rgb, has_basket: bool) -> None:
    rear, front = (-0.5, 0.33), (0.52, 0.33)
    crank, seat, head = (-0.05, 0.3), (-0.2, 0.8), (0.36, 0.86)
    for wheel in (rear, front):
        for turn in range(0, 180, 45):
            dx, dy = 0.3 * math.cos(math.radians(turn)), 0.3 * math.sin(math.radians(turn))
            board.put(capsule((wheel[0] - dx, wheel[1] - dy), (wheel[0] + dx, wheel[1] + dy), 0.007), METAL)
        _ring(board, wheel, 0.315, 0.045, TYRE)
        board.put(circle(wheel, 0.035, 10), METAL)
    for start, end in (
        (rear, crank),
        (rear, seat),
        (crank, seat),
        (seat, head),
        (crank, head),
        (head, front),
    ):
        board.put(capsule(start, end, 0.024), paint)
    board.put(capsule(seat, (-0.23, 0.9), 0.018), METAL)
    board.put(capsule((-0.34, 0.93), (-0.12, 0.93), 0.035, 0.025), TYRE)
    board.put(capsule(head, (0.34, 1.02), 0.018), METAL)
    board.put(capsule((0.34, 1.02), (0.22, 1.05), 0.02), TYRE)
    board.put(circle(crank, 0.07, 14), METAL)
    board.put(capsule((-0.74, 0.6), (-0.26, 0.66), 0.015), METAL)
    if has_basket:
        board.put([(0.44, 0.72), (0.72, 0.72), (0.78, 0.98), (0.4, 0.98)], (176, 134, 86))
        for up in (0.78, 0.85, 0.92):
            board.put(capsule((0.43, up), (0.75, up), 0.008), (136, 100, 62))


def _bicycle_end(board: Board, paint: Rgb, view: str) -> None:
    board.put(capsule((0, 0.04), (0, 0.62), 0.035), TYRE)
    board.put(capsule((0, 0.5), (0, 0.95), 0.026), paint)
    board.put(capsule((-0.27, 1.0), (0.27, 1.0), 0.018), METAL)
    for side in (-1, 1):
        board.put(capsule((side * 0.2, 1.0), (side * 0.28, 1.0), 0.026), TYRE)
        board.put(capsule((0, 0.3), (side * 0.15, 0.3 - side * 0.06), 0.022), METAL)
    if view == "front":
        board.put([(-0.17, 0.68), (0.17, 0.68), (0.2, 0.94), (-0.2, 0.94)], (176, 134, 86))
        board.shine(circle((0, 0.62), 0.045, 10), (255, 244, 210))
    else:
        board.put(rounded(-0.1, 0.88, 0.1, 0.96, 0.03), TYRE)
        board.put(rounded(-0.09, 0.6, 0.09, 0.64, 0.01), METAL)
        board.shine(circle((0, 0.55), 0.04, 10), (226, 52, 44))


def _motorcycle_side(board: Board, paint: Rgb) -> None:
    """The electric scooter that every county town rides."""
    rear, front = (-0.52, 0.24), (0.56, 0.24)
    for wheel in (rear, front):
        board.put(circle(wheel, 0.245, 22), TYRE)
        board.put(circle(wheel, 0.13, 16), METAL)
        board.put(circle(wheel, 0.04, 10), (90, 94, 98))
    board.put([(-0.8, 0.5), (-0.72, 0.68), (0.06, 0.66), (0.02, 0.36), (-0.3, 0.34)], paint)
    board.put([(-0.3, 0.34), (0.06, 0.4), (0.36, 0.36), (0.34, 0.26), (-0.3, 0.24)], lit(paint, 0.78))
    board.put([(0.3, 0.28), (0.4, 0.28), (0.56, 0.86), (0.44, 0.98), (0.38, 0.92)], paint)
    board.put(capsule((0.5, 0.8), (0.56, 0.24), 0.035), METAL)
    board.put([(0.34, 0.44), (0.58, 0.5), (0.76, 0.38), (0.5, 0.42)], lit(paint, 0.85))
    board.put(rounded(-0.74, 0.66, 0.02, 0.79, 0.06), TYRE)
    board.put(capsule((0.44, 0.95), (0.34, 1.04), 0.022), TYRE)
    board.put(capsule((0.42, 0.98), (0.36, 1.2), 0.009), METAL)
    board.put(circle((0.36, 1.22), 0.045, 12), (70, 78, 84))
    board.shine(rounded(0.5, 0.8, 0.58, 0.9, 0.03), (255, 244, 210))
    board.shine(rounded(-0.82, 0.54, -0.75, 0.64, 0.02), (226, 52, 44))


def _motorcycle_end(board: Board, paint: Rgb, view: str) -> None:
    board.put(rounded(-0.07, 0.0, 0.07, 0.48, 0.05), TYRE)
    board.put(capsule((-0.34, 1.0), (0.34, 1.0), 0.02), TYRE)
    for side in (-1, 1):
        board.put(capsule((side * 0.26, 1.0), (side * 0.34, 1.18), 0.01), METAL)
        board.put(circle((side * 0.36, 1.2), 0.055, 12), (70, 78, 84))
    if view == "front":
        board.put(
            [(-0.2, 0.36), (0.2, 0.36), (0.24, 0.78), (0.12, 1.02), (-0.12, 1.02), (-0.24, 0.78)], paint
        )
        board.shine(rounded(-0.1, 0.84, 0.1, 0.95, 0.04), (255, 244, 210))
        board.put(rounded(-0.11, 0.4, 0.11, 0.6, 0.04), lit(paint, 0.8))
    else:
        board.put([(-0.18, 0.38), (0.18, 0.38), (0.2, 0.74), (-0.2, 0.74)], paint)
        board.put(rounded(-0.17, 0.7, 0.17, 0.82, 0.05), TYRE)
        board.shine(rounded(-0.12, 0.6, 0.12, 0.68, 0.03), (226, 52, 44))
        board.put(rounded(-0.1, 0.42, 0.1, 0.53, 0.01), (58, 140, 92))


def _rider(
    label: str, rng: random.Random, x_m: float, z_m: float, view: str, camera: Camera, light: Light
) -> Thing:
    looks = somebody(rng, rng.choice(("woman", "woman", "man")))
    board = Board(x_m, z_m, camera, light, -1.0 if view == "left" else 1.0)
    seat = (-0.22, 0.94) if label == "bicycle" else (-0.26, 0.82)
    if view in ("left", "right"):
        _seated_side(board, looks, label, seat)
    else:
        _seated_end(board, looks, label, seat[1], view)
    if label == "motorcycle":
        _helmet(board, looks, view, seat)
    return Thing("person", tuple(board.fills), z_m)


def _seated_side(board: Board, looks: Looks, label: str, seat: Point) -> None:
    feet = ((-0.1, 0.18), (0.0, 0.42)) if label == "bicycle" else ((0.16, 0.34), (0.2, 0.36))
    for foot, tone in zip(feet, (0.84, 1.0), strict=True):
        knee = (
            (seat[0] + 0.42, (seat[1] + foot[1]) / 2 + 0.2)
            if label == "bicycle"
            else (seat[0] + 0.44, seat[1] - 0.02)
        )
        board.put(capsule(seat, knee, 0.088, 0.066), lit(looks.bottom, tone))
        board.put(capsule(knee, foot, 0.066, 0.045), lit(looks.bottom, tone))
        board.put(
            capsule((foot[0] - 0.02, foot[1] - 0.02), (foot[0] + 0.11, foot[1] - 0.03), 0.038), (66, 58, 56)
        )
    shoulder = (seat[0] + 0.14, seat[1] + 0.5)
    board.put(
        capsule(
            (seat[0], seat[1] + 0.06),
            (shoulder[0], shoulder[1] - 0.06),
            0.13 * looks.stout,
            0.12 * looks.stout,
        ),
        looks.top,
    )
    draw_head(board, looks, (shoulder[0] + 0.06, shoulder[1] + 0.2), "side")
    hand = (0.26, 1.07)
    elbow = ((shoulder[0] + hand[0]) / 2, min(shoulder[1], hand[1]) - 0.08)
    board.put(capsule(shoulder, elbow, 0.06, 0.05), lit(looks.top, 0.9))
    board.put(capsule(elbow, hand, 0.05, 0.04), lit(looks.top, 0.9))
    board.put(circle(hand, 0.045, 12), looks.skin)


def _seated_end(board: Board, looks: Looks, label: str, seat: float, view: str) -> None:
    spread = 0.13 if label == "bicycle" else 0.19
    for side, drop in ((-1, 0.0), (1, 0.16 if label == "bicycle" else 0.0)):
        foot = (side * spread, 0.2 + drop)
        board.put(
            capsule((side * 0.1, seat), (side * spread * 1.1, (seat + foot[1]) / 2 + 0.1), 0.085, 0.065),
            looks.bottom,
        )
        board.put(
            capsule((side * spread * 1.1, (seat + foot[1]) / 2 + 0.1), foot, 0.065, 0.045),
            lit(looks.bottom, 0.9),
        )
        board.put(
            rounded(foot[0] - 0.05, foot[1] - 0.06, foot[0] + 0.05, foot[1] + 0.02, 0.025), (66, 58, 56)
        )
    half, top = 0.165 * looks.stout, seat + 0.56
    for side in (-1, 1):
        board.put(
            capsule((side * (half - 0.02), top - 0.08), (side * (half + 0.1), seat + 0.26), 0.058, 0.05),
            lit(looks.top, 0.88),
        )
        board.put(
            capsule((side * (half + 0.1), seat + 0.26), (side * 0.24, 1.02), 0.05, 0.04), lit(looks.top, 0.88)
        )
    if view == "front":
        draw_hair_behind(board, looks, (0.0, top + 0.13), "front")
    board.put(rounded(-half, seat - 0.08, half, top, 0.09), looks.top)
    draw_head(board, looks, (0.0, top + 0.13), "front" if view == "front" else "back")


def _helmet(board: Board, looks: Looks, view: str, seat: Point) -> None:
    x = seat[0] + 0.2 if view in ("left", "right") else 0.0
    y = seat[1] + 0.7 if view in ("left", "right") else seat[1] + 0.69
    radius = looks.head_m * 1.2
    shell = [
        (x + radius * math.cos(math.pi * i / 12), y + radius * math.sin(math.pi * i / 12)) for i in range(13)
    ]
    board.put(
        [*shell, (x - radius * 0.95, y - radius * 0.25), (x + radius * 0.75, y - radius * 0.05)],
        (226, 180, 74) if looks.kind == "man" else (236, 232, 224),
    )
