"""Boxes, scenes and small crowds that tests of this room share."""

import numpy as np

from annotate.consensus.scene import Answer, Kind, Scene, Shape

SIDES = (1280.0, 720.0)
CARS = ((100.0, 100.0, 220.0, 180.0), (500.0, 300.0, 640.0, 420.0), (900.0, 200.0, 960.0, 240.0))


def box(x_min: float, y_min: float, x_max: float, y_max: float, label: str = "car") -> Shape:
    return Shape("", Kind.BOX, label, ((x_min, y_min), (x_max, y_max)))


def shaky(rng: np.random.Generator, edges: tuple[float, ...], label: str = "car", px: float = 2.0) -> Shape:
    """A box drawn by an honest, unsteady hand."""
    x_min, y_min, x_max, y_max = (e + px * float(rng.normal()) for e in edges)
    return box(x_min, y_min, x_max, y_max, label)


def scene(*answers: Answer, picture: str = "p", gold: tuple[Shape, ...] | None = None) -> Scene:
    return Scene(picture, *SIDES, answers, gold)


def make_scenes(count: int = 40, seed: int = 3, misses: float = 0.1) -> list[Scene]:
    """Pictures with three cars each, seen by Mei, An and a spammer who draws anywhere."""
    rng = np.random.default_rng(seed)
    scenes = []
    for k in range(count):
        answers = [
            Answer(name, tuple(shaky(rng, c) for c in CARS if rng.random() > misses), f"{name}-{k}")
            for name in ("mei", "an")
        ]
        spam = []
        for _ in range(3):
            x, y = float(rng.uniform(0, 1100)), float(rng.uniform(450, 600))
            spam.append(box(x, y, x + 120, y + 80))
        answers.append(Answer("spam", tuple(spam), f"spam-{k}"))
        scenes.append(Scene(f"p{k:03d}", *SIDES, tuple(answers)))
    return scenes
