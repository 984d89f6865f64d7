"""Driving scenes that Douya draws itself, with the exact truth of every box."""

import dataclasses
import io
import random
import re

import numpy as np
import numpy.typing as npt
from PIL import Image

from annotate.demo.street.camera import HEIGHT_PX, WIDTH_PX, Camera
from annotate.demo.street.light import Light
from annotate.demo.street.nature import draw_hills, draw_sky
from annotate.demo.street.render import Stamp, keep_findable, owners, paint_ground
from annotate.demo.street.road import Layout, draw_ground
from annotate.demo.street.shapes import Glow
from annotate.demo.street.town import draw_houses
from annotate.demo.street.traffic import fill_street
from annotate.demo.street.weather import cast_shadows, frame, mirror, rain, shine, sky

LABELS = ("person", "car", "truck", "bus", "bicycle", "motorcycle", "traffic light", "traffic sign")
SETTINGS = ("avenue", "avenue", "crossing", "crossing", "old_town", "old_town", "country")
MOODS = ("day", "day", "day", "morning", "dusk", "night", "rain")
# Less than this hidden counts as fully seen: a leaf before a bumper occludes nothing.
OCCLUDED_SHARE = 0.08
_NAME = re.compile(r"street-(\d{1,9})\.\w+$")


@dataclasses.dataclass(frozen=True, slots=True)
class Truth:
    """One object as it truly is: box (x, y, width, height) in pixels around all of it that lies in the picture."""

    label: str
    box: tuple[int, int, int, int]
    occluded: bool
    truncated: bool
    hidden_share: float


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """One drawn picture. `owner` holds for each pixel the index of the truth seen there, or -1."""

    seed: int
    setting: str
    mood: str
    picture: Image.Image
    truths: tuple[Truth, ...]
    owner: npt.NDArray[np.int16]

    def jpeg(self) -> bytes:
        """The picture as a file; the same seed gives the same bytes."""
        file = io.BytesIO()
        self.picture.save(file, "JPEG", quality=88, subsampling=0, optimize=True)
        return file.getvalue()


def picture_name(seed: int) -> str:
    return f"street-{seed:06d}.jpg"


def seed_of(name: str) -> int | None:
    """The seed inside a drawn picture's name; None for any other picture."""
    match = _NAME.search(name)
    return int(match.group(1)) if match else None


def draw_scene(seed: int) -> Scene:
    """The scene of this seed, 1280 x 720; always the same for the same seed."""
    layout, camera, light = _plan(seed)
    picture = _scenery(seed, layout, camera, light)
    stamps = keep_findable(fill_street(layout, camera, light, random.Random(f"{seed} traffic")))
    seen = owners(stamps)
    cast_shadows(picture, (stamp.thing.shadow for stamp in stamps), light)
    if light.wet:
        mirror(picture, stamps)
    for stamp in stamps:
        picture.paste(stamp.image, (stamp.left, stamp.top), stamp.image)
    lamps = [glow for i, stamp in enumerate(stamps) for glow in stamp.thing.glows if _shows(glow, i, seen)]
    picture = shine(picture, lamps)
    if light.wet:
        rain(picture, random.Random(f"{seed} rain"))
    return Scene(
        seed, layout.setting, light.name, frame(picture), _truths(stamps), _truth_owner(stamps, seen)
    )


def truths_of(seed: int) -> tuple[Truth, ...]:
    """Only the truth of a scene, without painting the picture."""
    layout, camera, light = _plan(seed)
    return _truths(keep_findable(fill_street(layout, camera, light, random.Random(f"{seed} traffic"))))


def _plan(seed: int) -> tuple[Layout, Camera, Light]:
    rng = random.Random(f"{seed} plan")
    layout = _layout(rng.choice(SETTINGS), rng)
    own_lane = layout.lane_middle(rng.randrange(layout.lanes), ours=True)
    bend = {"country": 0.0016, "old_town": 0.0006}.get(layout.setting, 0.00025)
    camera = Camera(
        focal_px=rng.uniform(820, 1020),
        horizon_px=rng.uniform(280, 335),
        height_m=rng.uniform(1.4, 2.1),
        x_m=own_lane + rng.uniform(-0.3, 0.3),
        bend_per_m=0.0 if layout.junction_m else rng.uniform(-bend, bend),
    )
    return layout, camera, Light.named(rng.choice(MOODS))


def _layout(setting: str, rng: random.Random) -> Layout:
    if setting == "old_town":
        crossing = rng.choice((0.0, rng.uniform(9, 16)))
        return Layout(setting, 1, 3.1, 0.0, rng.uniform(2.6, 3.6), crossing, 0.0)
    if setting == "country":
        return Layout(setting, 1, 3.3, 0.0, 1.2, 0.0, 0.0)
    if setting == "crossing":
        crossing = rng.uniform(8.5, 13)
        return Layout(setting, 2, 3.2, rng.choice((1.8, 2.4)), rng.uniform(3.6, 5), crossing, crossing + 4.4)
    crossing = rng.choice((0.0, 0.0, rng.uniform(11, 20)))
    return Layout(
        setting, rng.choice((1, 2, 2)), 3.3, rng.choice((1.8, 2.4)), rng.uniform(3.4, 5), crossing, 0.0
    )


def _scenery(seed: int, layout: Layout, camera: Camera, light: Light) -> Image.Image:
    """Sky, mountains, ground and houses."""
    rng = random.Random(f"{seed} scenery")
    above, glows = draw_sky(camera, light, rng)
    fills = [*above, *draw_hills(camera, light, rng), *draw_ground(layout, camera, light, rng)]
    fills += draw_houses(layout, camera, light, rng)
    # The sun's halo belongs to the sky: houses stand before it.
    return paint_ground(fills, sky(camera, light, glows))


def _shows(glow: Glow, index: int, seen: npt.NDArray[np.int16]) -> bool:
    """Only a lamp that is itself in sight shines into the picture."""
    if glow.is_pool:
        return True
    column, row = round(glow.centre[0]), round(glow.centre[1])
    if not (0 <= column < WIDTH_PX and 0 <= row < HEIGHT_PX):
        return False
    return bool(seen[row, column] == index)


def _truths(stamps: list[Stamp]) -> tuple[Truth, ...]:
    return tuple(
        Truth(
            stamp.thing.label,
            stamp.box(),
            stamp.hidden_share >= OCCLUDED_SHARE,
            stamp.is_truncated,
            round(stamp.hidden_share, 4),
        )
        for stamp in stamps
        if stamp.thing.label
    )


def _truth_owner(stamps: list[Stamp], seen: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    """Renumber the owners so that they point into the truths; scenery is -1."""
    places = np.full(len(stamps) + 1, -1, dtype=np.int16)
    labelled = [i for i, stamp in enumerate(stamps) if stamp.thing.label]
    places[labelled] = np.arange(len(labelled), dtype=np.int16)
    return places[seen]
