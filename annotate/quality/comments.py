"""Comments that a reviewer may start from, made of what the others saw differently. Pure."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotate.core.errors import N_
from annotate.quality.judgement import FAULTS

MOST_SUGGESTED = 8

SENTENCES: dict[str, str] = {
    "missed": N_("Here is one more: %(label)s."),
    "extra": N_("There is nothing here: take it away."),
    "misnamed": N_("This is: %(label)s."),
    "loose": N_("Draw the box right to the edge."),
}


@dataclass(frozen=True)
class Suggestion:
    """pin: id of her shape, or 'x,y'. expected: 'FAULT.NUMBER' of the reason, where the right shape stands; or ''."""

    fault: str
    label: str
    pin: str
    expected: str


def middle_of(shape: Mapping[str, Any]) -> tuple[float, float]:
    """The middle of a shape's upright bounds, pixels; (0, 0) for an answer about the whole picture."""
    if "box" in shape:
        x, y, width, height = shape["box"]
        return x + width / 2, y + height / 2
    points = shape.get("points") or [(0.0, 0.0)]
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def suggestions_of(reason: Mapping[str, Any]) -> list[Suggestion]:
    """At most eight, the surest of each fault first."""
    return [one for fault in FAULTS for one in _of_fault(reason, fault)][:MOST_SUGGESTED]


def _of_fault(reason: Mapping[str, Any], fault: str) -> Iterator[Suggestion]:
    for number, told in enumerate(reason.get(fault, ())):
        hers, expected = told.get("hers"), told.get("expected")
        x, y = middle_of(hers or expected or {})
        yield Suggestion(
            fault=fault,
            label=str((expected or hers or {}).get("label", "")),
            pin=str(hers["id"]) if hers else f"{x:.1f},{y:.1f}",
            expected=f"{fault}.{number}" if expected else "",
        )


def expected_shape(reason: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """The right shape that a suggestion named; None for a name that is none."""
    fault, _, number = name.partition(".")
    told = reason.get(fault, ()) if fault in FAULTS else ()
    if not number.isdecimal() or len(number) > 4 or int(number) >= len(told):
        return None
    found: dict[str, Any] | None = told[int(number)].get("expected")
    return found


def read_pin(pin: str) -> tuple[str | None, tuple[float, float] | None]:
    """(shape id, place) of a pin as a form sends it; (None, None) for the whole picture. Raises ValueError."""
    if not pin:
        return None, None
    if "," not in pin:
        return pin, None
    x, y = (float(part) for part in pin.split(",", 1))
    return None, (x, y)


def read_region(text: str) -> list[float] | None:
    """'x,y,width,height' as the page writes it; None for none, or for what is no place."""
    try:
        x, y, width, height = (float(part) for part in text.split(","))
    except ValueError:
        return None
    is_place = all(math.isfinite(one) and abs(one) < 1e6 for one in (x, y, width, height))
    return [x, y, width, height] if is_place and width > 0 and height > 0 else None
