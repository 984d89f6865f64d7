"""Where the truth of pictures comes from: a COCO file, or the seed of a drawn picture."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from annotate.demo import scenes
from annotate.simulate.crowd import TrueBox


class TruthSource(Protocol):
    """Knows what is in some pictures."""

    def truths(self, name: str) -> tuple[TrueBox, ...] | None:
        """The objects of a picture by its name; None when it is not known."""


class DrawnTruth:
    """Pictures that Douya drew itself carry their seed in the name."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[TrueBox, ...]] = {}

    def learn(self, scene: scenes.Scene) -> None:
        """Remember a scene that is drawn already: its truth need not be found again."""
        self._known[scene.seed] = tuple(true_box(truth) for truth in scene.truths)

    def truths(self, name: str) -> tuple[TrueBox, ...] | None:
        seed = scenes.seed_of(name)
        if seed is None:
            return None
        if seed not in self._known:
            self._known[seed] = tuple(true_box(truth) for truth in scenes.truths_of(seed))
        return self._known[seed]


def true_box(truth: scenes.Truth) -> TrueBox:
    """A drawn object's truth as the crowd sees it."""
    attributes = {"occluded": truth.occluded, "truncated": truth.truncated}
    return TrueBox(truth.label, truth.box, attributes)


class CocoTruth:
    """Any pictures, with their objects in a COCO instances file."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        labels = {category["id"]: category["name"] for category in document["categories"]}
        names = {image["id"]: Path(image["file_name"]).name for image in document["images"]}
        known: dict[str, list[TrueBox]] = {name: [] for name in names.values()}
        for one in document["annotations"]:
            x, y, width, height = one["bbox"]
            known[names[one["image_id"]]].append(
                TrueBox(labels[one["category_id"]], (x, y, width, height), {})
            )
        self._known = {name: tuple(boxes) for name, boxes in known.items()}

    @classmethod
    def read(cls, path: Path) -> "CocoTruth":
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def truths(self, name: str) -> tuple[TrueBox, ...] | None:
        return self._known.get(Path(name).name)
