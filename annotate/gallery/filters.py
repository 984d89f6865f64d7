"""What a manager looks for among the pictures, as it stands in the address. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotate.gallery.marks import LONGEST, SIZES


class Stage(StrEnum):
    """How far a picture is."""

    UNTOUCHED = "untouched"
    BEGUN = "begun"
    AGREED = "agreed"
    TO_REVIEWER = "to_reviewer"
    CHECK = "check"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Filter:
    """Empty fields filter nothing. question, answer: of an attribute; under: agreement below so many percent."""

    label: str = ""
    question: str = ""
    answer: str = ""
    size: str = ""
    stage: Stage | None = None
    under: int | None = None
    by: str = ""
    is_empty: bool = False

    @property
    def is_any(self) -> bool:
        return bool(self.args)

    @property
    def args(self) -> dict[str, str]:
        """As it stands in an address; what filters nothing is left out."""
        found = {
            "label": self.label,
            "attribute": f"{self.question}={self.answer}" if self.question else "",
            "size": self.size,
            "state": self.stage.value if self.stage else "",
            "agreement_under": "" if self.under is None else str(self.under),
            "annotator": self.by,
            "empty": "1" if self.is_empty else "",
        }
        return {name: value for name, value in found.items() if value}

    @property
    def needs_marks(self) -> bool:
        return bool(self.label or self.question or self.size or self.is_empty)


def read_filter(args: Mapping[str, str]) -> Filter:
    """Of an address; words that mean nothing filter nothing, so an old link still opens."""
    question, sign, answer = args.get("attribute", "")[: 2 * LONGEST + 1].partition("=")
    stage, under = args.get("state", ""), args.get("agreement_under", "")
    size = args.get("size", "")
    return Filter(
        label=args.get("label", "")[:LONGEST],
        question=question if sign and not question.startswith("$") else "",
        answer=answer if sign else "",
        size=size if size in SIZES else "",
        stage=Stage(stage) if stage in set(Stage) else None,
        under=int(under)
        if under.isascii() and under.isdigit() and len(under) <= 3 and int(under) <= 100
        else None,
        by=args.get("annotator", "").strip()[:40],
        is_empty=args.get("empty") == "1",
    )
