"""People in the street: who they are, what they wear, how they walk or stand."""

import math
import random
from dataclasses import dataclass

from annotate.demo.street.camera import Camera
from annotate.demo.street.figure import Board
from annotate.demo.street.light import Light
from annotate.demo.street.shapes import Point, Rgb, Thing, capsule, circle, ellipse, lit, mix, rounded, smooth

SKIN: tuple[Rgb, ...] = ((238, 198, 164), (226, 180, 142), (244, 208, 178), (208, 160, 122))
HAIR: tuple[Rgb, ...] = ((42, 36, 36), (42, 36, 36), (58, 44, 38), (84, 60, 46))
GREY_HAIR: Rgb = (178, 176, 174)
TOPS: tuple[Rgb, ...] = (
    (206, 72, 62),
    (234, 166, 72),
    (244, 226, 190),
    (70, 132, 110),
    (64, 112, 168),
    (120, 160, 190),
    (236, 150, 150),
    (118, 92, 140),
    (240, 240, 234),
    (96, 104, 112),
    (226, 196, 96),
    (160, 186, 130),
)
BOTTOMS: tuple[Rgb, ...] = (
    (58, 70, 98),
    (48, 50, 56),
    (112, 100, 84),
    (70, 96, 132),
    (150, 136, 112),
    (92, 60, 60),
)


@dataclass(frozen=True, slots=True)
class Looks:
    """One person's build and clothes."""

    height_m: float
    kind: str
    skin: Rgb
    hair: Rgb
    style: str
    top: Rgb
    bottom: Rgb
    wears: str
    carries: str
    stout: float

    @property
    def head_m(self) -> float:
        """A child's head is larger for its height."""
        return 0.125 if self.kind != "child" else 0.12


def somebody(rng: random.Random, kind: str | None = None) -> Looks:
    """A woman, a man, an elder or a child."""
    kind = kind or rng.choice(("woman", "woman", "woman", "man", "man", "elder", "child"))
    height = {"woman": 1.6, "man": 1.71, "elder": 1.54, "child": 1.16}[kind] + rng.uniform(-0.06, 0.07)
    style = {
        "woman": ("bob", "ponytail", "bun", "long", "hat"),
        "man": ("short", "short", "cap"),
        "elder": ("short", "bun", "hat"),
        "child": ("short", "bob", "ponytail", "cap"),
    }[kind]
    wears = rng.choice(
        ("trousers", "trousers", "skirt", "dress")
        if kind == "woman"
        else ("trousers", "shorts")
        if kind == "child"
        else ("trousers",)
    )
    carries = {
        "woman": ("", "bag", "baby", "basket", "backpack"),
        "man": ("", "", "backpack", "bag"),
        "elder": ("", "basket", "bag"),
        "child": ("backpack", "backpack", ""),
    }[kind]
    return Looks(
        height,
        kind,
        rng.choice(SKIN),
        GREY_HAIR if kind == "elder" else rng.choice(HAIR),
        rng.choice(style),
        rng.choice(TOPS),
        rng.choice(BOTTOMS),
        wears,
        rng.choice(carries),
        rng.uniform(0.92, 1.14),
    )


def pedestrian(
    rng: random.Random, x_m: float, z_m: float, facing: str, camera: Camera, light: Light, up_m: float = 0.0
) -> Thing:
    """One person on foot; facing: front, back, left or right."""
    looks = somebody(rng)
    board = Board(x_m, z_m, camera, light, -1.0 if facing == "left" else 1.0, up_m)
    stride = rng.uniform(0.35, 1.0) * rng.choice((-1, 1))
    if facing in ("left", "right"):
        draw_walking(board, looks, stride)
    else:
        draw_upright(board, looks, facing == "back", stride)
    return Thing("person", tuple(board.fills), z_m, board.shadow(0.75))


def draw_walking(board: Board, looks: Looks, stride: float) -> None:
    """Side view, to the right, in mid-step."""
    tall = looks.height_m
    hip, neck = (0.0, tall * 0.5), (0.02, tall * 0.82)
    swing = 0.19 * tall * stride
    far, near = lit(looks.bottom, 0.84), looks.bottom
    bare = looks.wears in ("skirt", "dress", "shorts")
    _leg(board, hip, (-swing, 0.045 * tall), far if not bare else lit(looks.skin, 0.9), tall)
    _arm(board, (0.0, tall * 0.78), (swing * 0.9, tall * 0.5), lit(looks.top, 0.84), lit(looks.skin, 0.9))
    if looks.carries in ("backpack", "basket", "baby"):
        _on_back(board, looks, neck, side=True)
    _leg(board, hip, (swing, 0.045 * tall), near if not bare else looks.skin, tall)
    if bare:
        _skirt(board, looks, swing * 0.5)
    wide = 0.115 * looks.stout
    board.put(capsule((0.0, hip[1] + 0.03), (0.015, neck[1] - wide), wide * 0.98, wide), looks.top)
    draw_head(board, looks, (0.045, tall - looks.head_m), "side")
    _arm(board, (0.0, tall * 0.78), (-swing * 0.9 + 0.05, tall * 0.5), lit(looks.top, 0.94), looks.skin)
    if looks.carries == "bag":
        _hand_bag(board, (-swing * 0.9 + 0.05, tall * 0.46), looks)


def draw_upright(board: Board, looks: Looks, is_back: bool, stride: float) -> None:
    """Seen from the front or from the back."""
    tall, half = looks.height_m, 0.155 * looks.stout
    step = 0.05 * stride
    bare = looks.wears in ("skirt", "dress", "shorts")
    leg = looks.skin if bare else looks.bottom
    for side, lift in ((-1, max(step, 0.0)), (1, max(-step, 0.0))):
        foot = (side * 0.085, 0.045 * tall + lift)
        _leg(board, (side * 0.075, tall * 0.5), foot, leg if lift == 0 else lit(leg, 0.92), tall)
    if not is_back and looks.carries in ("basket", "backpack"):
        board.put(rounded(-half * 0.9, tall * 0.56, half * 0.9, tall * 0.86, 0.06), (136, 104, 70))
    for side in (-1, 1):
        hand = (side * (half + 0.075), tall * 0.47 + side * step)
        _arm(board, (side * (half - 0.015), tall * 0.785), hand, lit(looks.top, 0.9), looks.skin)
    if bare:
        _skirt(board, looks, 0.0)
    colour = looks.top
    if not is_back:
        draw_hair_behind(board, looks, (0.0, tall - looks.head_m), "front")
    board.put(rounded(-half, tall * 0.49, half, tall * 0.835, 0.085), colour)
    board.put(
        [(-half * 0.2, tall * 0.5), (half, tall * 0.5), (half, tall * 0.74), (half * 0.4, tall * 0.6)],
        lit(colour, 0.92),
    )
    if is_back:
        _on_back(board, looks, (0.0, tall * 0.82), side=False)
    else:
        _front_of(board, looks, half)
    draw_head(board, looks, (0.0, tall - looks.head_m), "back" if is_back else "front")
    if looks.carries == "bag":
        _hand_bag(board, (half + 0.09, tall * 0.44), looks)


def _leg(board: Board, hip: Point, foot: Point, colour: Rgb, tall: float) -> None:
    knee = ((hip[0] + foot[0]) / 2 + 0.03, (hip[1] + foot[1]) / 2)
    board.put(capsule(hip, knee, 0.048 * tall, 0.04 * tall), colour)
    board.put(capsule(knee, foot, 0.04 * tall, 0.028 * tall), colour)
    board.put(
        capsule(
            (foot[0] - 0.02, foot[1] - 0.01 * tall), (foot[0] + 0.07, foot[1] - 0.018 * tall), 0.035, 0.028
        ),
        (66, 58, 56),
    )


def _arm(board: Board, shoulder: Point, hand: Point, sleeve: Rgb, skin: Rgb) -> None:
    board.put(capsule(shoulder, hand, 0.058, 0.04), sleeve)
    board.put(circle(hand, 0.043, 12), skin)


def _skirt(board: Board, looks: Looks, lean: float) -> None:
    tall = looks.height_m
    colour = looks.top if looks.wears == "dress" else looks.bottom
    low = tall * (0.36 if looks.wears == "shorts" else 0.27)
    spread = 0.16 if looks.wears == "shorts" else 0.23
    board.put(
        [(-0.13, tall * 0.56), (0.13, tall * 0.56), (spread + lean * 0.3, low), (-spread + lean * 0.3, low)],
        lit(colour, 0.95),
    )


def _front_of(board: Board, looks: Looks, half: float) -> None:
    """A collar and buttons, a scarf for school children, straps, or a baby's hands."""
    tall = looks.height_m
    board.put([(-0.06, tall * 0.835), (0.06, tall * 0.835), (0.0, tall * 0.775)], looks.skin)
    if looks.kind == "child":
        board.put([(-0.07, tall * 0.83), (0.07, tall * 0.83), (0.0, tall * 0.7)], (214, 52, 44))
    if looks.carries in ("backpack", "basket", "baby"):
        for side in (-1, 1):
            board.put(
                capsule((side * half * 0.55, tall * 0.82), (side * half * 0.62, tall * 0.58), 0.022),
                lit(looks.bottom, 0.8),
            )


def _on_back(board: Board, looks: Looks, neck: Point, side: bool) -> None:
    """A satchel, a bamboo basket, or a baby in an embroidered carrier."""
    tall = looks.height_m
    middle = -0.2 if side else 0.0
    wide = 0.11 if side else 0.15
    if looks.carries == "backpack":
        colour = mix(looks.bottom, (226, 120, 60), 0.7)
        board.put(rounded(middle - wide, tall * 0.54, middle + wide, tall * 0.8, 0.06), colour)
        board.put(
            rounded(middle - wide * 0.7, tall * 0.56, middle + wide * 0.7, tall * 0.66, 0.03),
            lit(colour, 0.82),
        )
    elif looks.carries == "basket":
        wide += 0.04
        rim = tall * 0.86
        board.put(
            [
                (middle - wide * 0.7, tall * 0.5),
                (middle + wide * 0.7, tall * 0.5),
                (middle + wide, rim),
                (middle - wide, rim),
            ],
            (190, 146, 88),
        )
        for up in (0.58, 0.67, 0.76):
            board.put(
                capsule((middle - wide * 0.85, tall * up), (middle + wide * 0.85, tall * up), 0.012),
                (150, 110, 64),
            )
        board.put(
            smooth(
                [
                    (middle - wide, rim),
                    (middle - 0.06, rim + 0.1),
                    (middle + 0.08, rim + 0.08),
                    (middle + wide, rim),
                ]
            ),
            (104, 152, 80),
        )
    elif looks.carries == "baby":
        board.put(ellipse((middle, tall * 0.66), wide * 2.1, tall * 0.27, 18), (188, 62, 74))
        board.put(ellipse((middle, tall * 0.64), wide * 1.3, tall * 0.15, 14), (232, 178, 84))
        board.put(circle((middle + (0.03 if side else 0.0), tall * 0.84), 0.085, 16), looks.skin)
        board.put(_cap((middle + (0.02 if side else 0.0), tall * 0.855), 0.092), (240, 200, 110))


def _cap(centre: Point, radius: float) -> list[Point]:
    return [
        (centre[0] + radius * math.cos(math.pi * i / 10), centre[1] + radius * math.sin(math.pi * i / 10))
        for i in range(11)
    ]


def _hand_bag(board: Board, hand: Point, looks: Looks) -> None:
    colour = mix(looks.top, (214, 168, 96), 0.6)
    board.put(rounded(hand[0] - 0.11, hand[1] - 0.3, hand[0] + 0.11, hand[1] - 0.06, 0.03), colour)
    board.put(capsule((hand[0] - 0.06, hand[1] - 0.08), (hand[0], hand[1]), 0.012), lit(colour, 0.8))
    board.put(capsule((hand[0] + 0.06, hand[1] - 0.08), (hand[0], hand[1]), 0.012), lit(colour, 0.8))


def draw_head(board: Board, looks: Looks, centre: Point, view: str) -> None:
    """Hair behind, face, hair in front, a hint of eyes, cheek and smile."""
    radius = looks.head_m
    x, y = centre
    board.put(capsule((x * 0.5, y - radius * 1.25), (x, y - radius * 0.4), 0.048), lit(looks.skin, 0.88))
    if view != "front":
        draw_hair_behind(board, looks, centre, view)
    if view == "back":
        board.put(circle(centre, radius, 24), looks.hair)
    else:
        board.put(ellipse(centre, radius * 1.86, radius * 2, 24), looks.skin)
        _face(board, looks, centre, view)
        _hair_front(board, looks, centre, view)
    if looks.style == "cap":
        board.put(_cap((x, y + radius * 0.12), radius * 1.06), mix(looks.top, (40, 60, 110), 0.5))
        if view == "side":
            board.put(
                capsule((x + radius * 0.7, y + radius * 0.2), (x + radius * 1.6, y + radius * 0.12), 0.02),
                mix(looks.top, (40, 60, 110), 0.6),
            )
    if looks.style == "hat":
        board.put(ellipse((x, y + radius * 0.42), radius * 3.5, radius * 0.6, 22), (226, 192, 122))
        board.put(_cap((x, y + radius * 0.42), radius * 0.95), (238, 208, 142))


def draw_hair_behind(board: Board, looks: Looks, centre: Point, view: str) -> None:
    """Hair that falls behind the shoulders; seen from the front it is drawn before the body."""
    radius, (x, y) = looks.head_m, centre
    back = -radius * 0.5 if view == "side" else 0.0
    if looks.style == "long":
        board.put(
            rounded(
                x + back - radius * 0.95,
                y - radius * 2.1,
                x + back + radius * 0.95,
                y + radius * 0.7,
                radius * 0.8,
            ),
            looks.hair,
        )
    elif looks.style == "bob":
        board.put(
            rounded(
                x + back * 0.6 - radius * 1.05,
                y - radius * 1.0,
                x + back * 0.6 + radius * 1.05,
                y + radius * 0.9,
                radius * 0.8,
            ),
            looks.hair,
        )
    elif looks.style == "bun":
        board.put(circle((x + back * 1.6, y + radius * 0.95), radius * 0.46, 14), looks.hair)
    elif looks.style == "ponytail":
        end = (x + back * 2.6 - radius * 0.1, y - radius * 1.4)
        board.put(capsule((x + back * 1.4, y + radius * 0.5), end, radius * 0.34, radius * 0.16), looks.hair)


def _hair_front(board: Board, looks: Looks, centre: Point, view: str) -> None:
    radius, (x, y) = looks.head_m, centre
    if view == "front":
        board.put(_cap((x, y + radius * 0.18), radius * 1.02), looks.hair)
        if looks.style in ("bob", "long"):
            for side in (-1, 1):
                board.put(
                    capsule(
                        (x + side * radius * 0.86, y + radius * 0.2),
                        (x + side * radius * 0.88, y - radius * 0.5),
                        radius * 0.17,
                    ),
                    looks.hair,
                )
        return
    sweep = [
        (x + radius * 0.72, y + radius * 0.5),
        (x + radius * 0.2, y + radius * 1.06),
        (x - radius * 0.6, y + radius * 0.92),
        (x - radius * 1.04, y + radius * 0.1),
        (x - radius * 0.8, y - radius * 0.6),
        (x - radius * 0.2, y - radius * 0.1),
        (x + radius * 0.1, y + radius * 0.4),
    ]
    board.put(smooth(sweep), looks.hair)


def _face(board: Board, looks: Looks, centre: Point, view: str) -> None:
    if board.scale < 30:
        return
    radius, (x, y) = looks.head_m, centre
    ink, blush = (70, 52, 48), mix(looks.skin, (226, 110, 96), 0.4)
    eyes = (-0.38, 0.38) if view == "front" else (0.55,)
    for eye in eyes:
        board.put(circle((x + eye * radius, y - radius * 0.06), radius * 0.1, 8), ink)
        board.put(
            ellipse((x + eye * radius * 1.35, y - radius * 0.34), radius * 0.34, radius * 0.22, 10), blush
        )
    mouth = 0.0 if view == "front" else 0.6
    board.put(
        capsule(
            (x + (mouth - 0.14) * radius, y - radius * 0.5),
            (x + (mouth + 0.14) * radius, y - radius * 0.5),
            radius * 0.045,
        ),
        (176, 84, 76),
    )
