"""Sky, mountains, trees and hedges."""

import math
import random
from collections.abc import Callable

from annotate.demo.street.camera import WIDTH_PX, Camera
from annotate.demo.street.light import Light
from annotate.demo.street.shapes import (
    Fill,
    Glow,
    Point,
    Rgb,
    Thing,
    capsule,
    circle,
    ellipse,
    lit,
    mix,
    smooth,
)

LEAVES: tuple[Rgb, ...] = ((92, 146, 84), (110, 158, 82), (72, 128, 86), (134, 168, 84), (88, 140, 104))
BLOSSOM: tuple[Rgb, ...] = ((240, 190, 200), (236, 168, 150), (246, 214, 120))


def draw_sky(camera: Camera, light: Light, rng: random.Random) -> tuple[list[Fill], tuple[Glow, ...]]:
    """Sun or moon, stars and clouds; the colour of the air itself is a gradient below them."""
    fills: list[Fill] = []
    glows: list[Glow] = []
    centre = (rng.uniform(0.12, 0.88) * WIDTH_PX, rng.uniform(0.15, 0.55) * camera.horizon_px)
    if light.name == "night":
        fills += [
            Fill(
                circle(
                    (rng.uniform(0, WIDTH_PX), rng.uniform(0, camera.horizon_px * 0.8)),
                    rng.uniform(0.6, 1.5),
                    8,
                ),
                (200, 208, 230),
            )
            for _ in range(70)
        ]
        fills.append(Fill(circle(centre, 26, 40), (244, 238, 214)))
        fills.append(
            Fill(circle((centre[0] + 11, centre[1] - 6), 23, 40), mix(light.sky_high, light.sky_low, 0.25))
        )
        glows.append(Glow(centre, 90, (120, 126, 160)))
    elif light.name in ("dusk", "morning"):
        low = (centre[0], camera.horizon_px * rng.uniform(0.55, 0.8))
        fills.append(
            Fill(circle(low, 40, 48), (255, 236, 190) if light.name == "morning" else (255, 214, 140))
        )
        glows.append(Glow(low, 240, (250, 190, 120) if light.name == "dusk" else (120, 110, 80)))
    elif light.name == "day":
        fills.append(Fill(circle(centre, 34, 48), (255, 246, 208)))
        glows.append(Glow(centre, 130, (110, 104, 70)))
    if light.name != "night":
        for _ in range(rng.randint(2, 5) if light.name != "rain" else 8):
            fills += _cloud(camera, light, rng)
    return fills, tuple(glows)


def _cloud(camera: Camera, light: Light, rng: random.Random) -> list[Fill]:
    """A few soft heaps on a flat foot."""
    x, y = rng.uniform(-60, WIDTH_PX + 60), rng.uniform(0.06, 0.6) * camera.horizon_px
    size = rng.uniform(24, 62) * (1.4 - y / camera.horizon_px)
    bright: Rgb = {"dusk": (255, 206, 170), "rain": (206, 213, 215)}.get(light.name, (252, 252, 246))
    share = y / camera.horizon_px
    air = mix(light.sky_high, light.sky_low, share)
    fills: list[Fill] = []
    for colour, drop in ((mix(air, bright, 0.45), 0.16), (mix(air, bright, 0.85), 0.0)):
        for i in range(5):
            dx = (i - 2) * size * 0.72
            high = size * (1.15 - 0.24 * abs(i - 2)) * (1 - drop)
            top = y - high + drop * size
            outline = [
                (
                    x + dx + size * 0.62 * math.cos(a),
                    y + drop * size + (top - y - drop * size) * max(0.0, math.sin(a)),
                )
                for a in (math.pi * k / 14 for k in range(15))
            ]
            fills.append(Fill(outline, colour))
    return fills


def draw_hills(camera: Camera, light: Light, rng: random.Random) -> list[Fill]:
    """Layers of cone-shaped karst mountains that grow paler with distance."""
    fills: list[Fill] = []
    height = rng.uniform(70, 150)
    for layer in range(4):
        near = layer / 3
        colour = mix((88, 128, 96), (64, 108, 84), near)
        shade = light.plain(colour, 160 - 90 * near)
        ridge = _ridge(camera.horizon_px + 3, height * (1 - 0.24 * layer), rng)
        fills.append(Fill(ridge, mix(shade, light.haze, 0.72 - 0.5 * near)))
    return fills


def _ridge(base_px: float, height_px: float, rng: random.Random) -> list[Point]:
    cones = [
        (rng.uniform(-100, WIDTH_PX + 100), height_px * rng.uniform(0.35, 1.0), rng.uniform(45, 130))
        for _ in range(13)
    ]
    top: list[Point] = []
    for x in range(-10, WIDTH_PX + 20, 10):
        rise = max(high * math.exp(-((abs(x - middle) / wide) ** 2.4)) for middle, high, wide in cones)
        rise += 5 * math.sin(x / 37) + 3 * math.sin(x / 17 + base_px)
        top.append((float(x), base_px - max(rise, 8.0)))
    return [(-10.0, base_px + 6), *top, (WIDTH_PX + 20.0, base_px + 6)]


def tree(rng: random.Random, x_m: float, z_m: float, camera: Camera, light: Light, height_m: float) -> Thing:
    """A street tree: round, tall like a poplar, or in blossom."""
    kind = rng.choice(("round", "round", "round", "poplar", "blossom"))
    scale = camera.scale(z_m)
    foot = camera.see((x_m, 0.0, z_m))

    def put(points: list[Point]) -> list[Point]:
        return [(foot[0] + u * scale, foot[1] - v * scale) for u, v in points]

    bark = light.plain((122, 98, 78), z_m)
    fills = [Fill(put(capsule((0, 0), (0.03, height_m * 0.5), 0.17, 0.1)), bark)]
    if kind != "poplar":
        fills.append(Fill(put(capsule((0, height_m * 0.38), (0.6, height_m * 0.6), 0.09, 0.05)), bark))
        fills.append(Fill(put(capsule((0, height_m * 0.36), (-0.55, height_m * 0.58), 0.09, 0.05)), bark))
    leaf = rng.choice(BLOSSOM if kind == "blossom" else LEAVES)
    fills += _crown(kind, leaf, height_m, rng, z_m, light, put)
    shadow = put(ellipse((0.5, 0.0), height_m * 0.55, height_m * 0.07, 16))
    return Thing(None, tuple(fills), z_m, tuple(shadow))


def _crown(
    kind: str,
    leaf: Rgb,
    height_m: float,
    rng: random.Random,
    z_m: float,
    light: Light,
    put: Callable[[list[Point]], list[Point]],
) -> list[Fill]:
    """Three tones: shade below, the leaves, light on the sunny side."""
    wide = height_m * (0.13 if kind == "poplar" else rng.uniform(0.26, 0.33))
    tall = height_m * (0.4 if kind == "poplar" else rng.uniform(0.24, 0.3))
    middle = height_m * (0.56 if kind == "poplar" else 0.7)
    lean = -0.25 if light.sun_from[0] < 0 else 0.25
    fills: list[Fill] = []
    for tone, size, shift in (
        (0.8, 1.0, (0.0, 0.0)),
        (1.0, 0.86, (lean * 0.5, 0.1)),
        (1.16, 0.5, (lean * 1.5, 0.34)),
    ):
        knots = 9 if kind != "poplar" else 7
        outline = [
            (
                shift[0] * wide + wide * size * rng.uniform(0.84, 1.1) * math.cos(2 * math.pi * i / knots),
                middle
                + shift[1] * tall
                + tall * size * rng.uniform(0.86, 1.1) * math.sin(2 * math.pi * i / knots),
            )
            for i in range(knots)
        ]
        fills.append(Fill(put(smooth(outline)), light.plain(lit(leaf, tone), z_m)))
    for _ in range(10):
        turn, reach = rng.uniform(0, 2 * math.pi), rng.uniform(0.2, 0.8)
        spot = (wide * reach * math.cos(turn), middle + tall * reach * math.sin(turn))
        tone = rng.choice((0.88, 1.1, 1.22))
        fills.append(Fill(put(ellipse(spot, wide * 0.2, wide * 0.13, 10)), light.plain(lit(leaf, tone), z_m)))
    return fills


def bush(rng: random.Random, x_m: float, z_m: float, camera: Camera, light: Light) -> Thing:
    """A low bush or flower tub at the edge of the pavement."""
    scale, foot = camera.scale(z_m), camera.see((x_m, 0.0, z_m))
    leaf = rng.choice(LEAVES)
    wide, tall = rng.uniform(0.5, 1.0), rng.uniform(0.45, 0.8)
    fills: list[Fill] = []
    for tone, size in ((0.82, 1.0), (1.05, 0.75)):
        outline = [
            (
                wide * size * rng.uniform(0.85, 1.1) * math.cos(math.pi * i / 6),
                tall * size * rng.uniform(0.85, 1.1) * math.sin(math.pi * i / 6),
            )
            for i in range(7)
        ]
        curve = [(foot[0] + u * scale, foot[1] - max(v, 0) * scale) for u, v in smooth(outline)]
        fills.append(Fill(curve, light.plain(lit(leaf, tone), z_m)))
    for _ in range(rng.choice((0, 6))):
        u, v = rng.uniform(-0.7, 0.7) * wide, rng.uniform(0.2, 0.75) * tall
        dot = ellipse((foot[0] + u * scale, foot[1] - v * scale), 0.1 * scale, 0.1 * scale, 8)
        fills.append(Fill(dot, light.plain(rng.choice(BLOSSOM), z_m)))
    return Thing(None, tuple(fills), z_m)
