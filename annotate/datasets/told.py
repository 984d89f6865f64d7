"""What is to be told about an upload of labels: what was taken, left out and refused, and why. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from annotate.datasets.file_names import showable

MOST_PROBLEMS = 2000


@dataclass
class Told:
    """What is to be told about an import, in an order that is the same in each run."""

    import_id: int
    problems: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    unknown: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    boxed: Counter[tuple[str, str]] = field(default_factory=Counter)
    pictures: int = 0
    objects: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def refuse(self, name: str, code: str, detail: Mapping[str, Any] = MappingProxyType({})) -> None:
        """Nothing of a picture is taken."""
        self.refused[code] += 1
        self.say(name, code, detail)

    def say(self, name: str, code: str, detail: Mapping[str, Any] = MappingProxyType({})) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            told = {key: showable(part) if isinstance(part, str) else part for key, part in detail.items()}
            self.problems.append((showable(name), code, told))

    def leave_out(self, name: str, left_out: Mapping[tuple[str, str, str], int]) -> None:
        """left_out: objects of a picture by (code, label, kind); what lies outside is told picture by picture."""
        for (code, label, kind), count in left_out.items():
            self.unknown[code, label, kind] += count
            if code == "prelabel_outside":
                self.say(name, code, {"label": label, "count": count})
