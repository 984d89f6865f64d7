"""Air and light over the painted street: sky, shadows, glow of lamps, wet ground, rain."""

import functools
import random
from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from annotate.demo.street.camera import HEIGHT_PX, WIDTH_PX, Camera
from annotate.demo.street.light import Light
from annotate.demo.street.render import Stamp
from annotate.demo.street.shapes import Glow, Point

_GLOW_SCALE = 4


def sky(camera: Camera, light: Light, glows: Sequence[Glow]) -> Image.Image:
    """A double-size canvas: the sky's colours, and the halo of sun or moon, down to the horizon."""
    deep = round(camera.horizon_px) + 4
    size = (WIDTH_PX, HEIGHT_PX)
    ramp = Image.linear_gradient("L").point([round(255 * (i / 255) ** 1.25) for i in range(256)])
    mask = Image.new("L", size, 255)
    mask.paste(ramp.resize((WIDTH_PX, deep), Image.Resampling.BILINEAR), (0, 0))
    small = Image.composite(
        Image.new("RGB", size, light.sky_low), Image.new("RGB", size, light.sky_high), mask
    )
    canvas = Image.new("RGB", (2 * WIDTH_PX, 2 * HEIGHT_PX), light.haze)
    above = shine(small, glows).crop((0, 0, WIDTH_PX, deep))
    canvas.paste(above.resize((2 * WIDTH_PX, 2 * deep), Image.Resampling.BILINEAR), (0, 0))
    return canvas


def cast_shadows(picture: Image.Image, outlines: Iterable[Sequence[Point]], light: Light) -> None:
    """Soft shadows on the ground under everything that stands on it."""
    layer = Image.new("L", (WIDTH_PX // 2, HEIGHT_PX // 2))
    draw = ImageDraw.Draw(layer)
    for outline in outlines:
        if len(outline) >= 3:
            draw.polygon([(x / 2, y / 2) for x, y in outline], fill=round(255 * light.shadow))
    soft = layer.filter(ImageFilter.GaussianBlur(2.2)).resize(
        (WIDTH_PX, HEIGHT_PX), Image.Resampling.BILINEAR
    )
    picture.paste((28, 30, 44), (0, 0), soft)


def mirror(picture: Image.Image, stamps: Iterable[Stamp]) -> None:
    """What stands on wet ground appears in it, upside down and faint."""
    for stamp in stamps:
        foot = stamp.top + stamp.image.height - 2
        if stamp.image.height < 14 or foot >= HEIGHT_PX - 2:
            continue
        image = stamp.image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        image = image.crop((0, 0, image.width, max(4, round(image.height * 0.8))))
        fade = (
            Image.linear_gradient("L").resize(image.size).point([round((255 - i) * 0.3) for i in range(256)])
        )
        alpha = ImageChops.multiply(image.getchannel("A"), fade).filter(ImageFilter.GaussianBlur(1.2))
        picture.paste(image.convert("RGB"), (stamp.left, foot), alpha)


@functools.cache
def _halo() -> Image.Image:
    """A round brightness that fades to nothing."""
    axis = np.linspace(-1, 1, 96)
    distance = np.hypot(axis[:, None], axis[None, :])
    return Image.fromarray((255 * np.clip(1 - distance, 0, 1) ** 2.2).astype(np.uint8))


def shine(picture: Image.Image, glows: Sequence[Glow]) -> Image.Image:
    """Add the light of lamps to the picture."""
    if not glows:
        return picture
    layer = Image.new("RGB", (WIDTH_PX // _GLOW_SCALE, HEIGHT_PX // _GLOW_SCALE))
    for glow in glows:
        side = min(round(2 * glow.radius_px / _GLOW_SCALE), 300)
        if side < 3:
            continue
        halo = _halo().resize((side, side), Image.Resampling.BILINEAR)
        patch = Image.merge(
            "RGB", [halo.point([round(i * part / 255) for i in range(256)]) for part in glow.colour]
        )
        left = round(glow.centre[0] / _GLOW_SCALE - side / 2)
        top = round(glow.centre[1] / _GLOW_SCALE - side / 2)
        area = (left, top, left + side, top + side)
        layer.paste(ImageChops.screen(layer.crop(area), patch), (left, top))
    bright = layer.resize(picture.size, Image.Resampling.BILINEAR).point(
        [round(i * 0.75) for i in range(256)] * 3
    )
    return ImageChops.screen(picture, bright)


def rain(picture: Image.Image, rng: random.Random) -> None:
    """Slanting threads of rain."""
    layer = Image.new("L", picture.size)
    draw = ImageDraw.Draw(layer)
    for _ in range(420):
        x, y, long = rng.uniform(-40, WIDTH_PX), rng.uniform(-40, HEIGHT_PX), rng.uniform(10, 34)
        draw.line((x, y, x + long * 0.22, y + long), fill=rng.randint(36, 92), width=1)
    picture.paste((236, 242, 246), (0, 0), layer)


@functools.cache
def _rim() -> Image.Image:
    """Corners a little darker, as in an old picture book."""
    across = np.linspace(-1, 1, WIDTH_PX // 4)[None, :]
    down = np.linspace(-1, 1, HEIGHT_PX // 4)[:, None]
    dark = np.clip((across**2 + down**2 - 0.75) / 1.25, 0, 1) * 0.13
    small = Image.fromarray(((1 - dark) * 255).astype(np.uint8))
    return small.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.BILINEAR)


def frame(picture: Image.Image) -> Image.Image:
    return ImageChops.multiply(picture, Image.merge("RGB", [_rim()] * 3))
