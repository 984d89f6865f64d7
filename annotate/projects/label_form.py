"""The form of labels: rows of plain texts, what they mean as a document, where a fault of it belongs. Pure.

Fields of label 2 are named `l-2-name`, those of its question 1 `l-2-a-1-name`. Choices stand one a line, each
`value = Chinese / English`; a number stands bare, a text that looks like one in quotes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotate.core.errors import N_, Fault
from annotate.projects.ontology import ATTRIBUTE_TYPES, COLOURS, KINDS, MOST_ATTRIBUTES, MOST_LABELS

_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
_EDGE = re.compile(r"(\d{1,4})\s*-\s*(\d{1,4})")
_PATH = re.compile(r"ontology\.labels\[(\d+)\](?:\.attributes\[(\d+)\])?(?:\.(\w+))?")
YES, NO = "yes", "no"
SHAPE_WORDS = {
    "box": N_("box"),
    "rotated_box": N_("rotated box"),
    "polygon": N_("outline"),
    "polyline": N_("line"),
    "points": N_("single points"),
    "skeleton": N_("skeleton"),
    "cuboid": N_("cuboid"),
    "mask": N_("mask"),
    "choice": N_("choice for the whole picture"),
    "text": N_("text for the whole picture"),
}
TYPE_WORDS = {
    "checkbox": N_("tick"),
    "select": N_("one of a list"),
    "radio": N_("one of a few, all seen"),
    "number": N_("number"),
    "text": N_("text"),
}
# (physical key, what is printed on it); '' gives the next free digit.
KEY_CHOICES = [
    *((f"Digit{one}", one) for one in "1234567890"),
    *((f"Key{one}", one) for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    *((f"F{one}", f"F{one}") for one in range(1, 13)),
]


Form = Mapping[str, Sequence[str]]
"""What was posted: every value of each field."""


@dataclass(frozen=True)
class Question:
    """One question about a shape, as it is typed."""

    name: str = ""
    zh: str = ""
    en: str = ""
    type: str = "checkbox"
    values: str = ""
    default: str = ""
    required: bool = False
    per_frame: bool = False


@dataclass(frozen=True)
class Row:
    """One label as it is typed. points: of its skeleton, one a line; edges: '1-2, 2-3', counted from 1."""

    name: str = ""
    zh: str = ""
    en: str = ""
    color: str = COLOURS[0]
    key: str = ""
    kinds: tuple[str, ...] = ("box",)
    ignore: bool = False
    amodal: bool = False
    required: bool = False
    values: str = ""
    points: str = ""
    edges: str = ""
    questions: tuple[Question, ...] = field(default=())


def rows_of(document: Mapping[str, Any]) -> list[Row]:
    """The rows of an ontology in its normal form."""
    return [_row_of(label) for label in document["labels"]]


def _row_of(label: Mapping[str, Any]) -> Row:
    skeleton = label.get("skeleton") or {"points": [], "edges": []}
    return Row(
        name=label["name"],
        zh=label["title"]["zh_CN"],
        en=label["title"]["en"],
        color=label["color"],
        key=label["key"] or "",
        kinds=tuple(label["kinds"]),
        ignore=bool(label.get("ignore")),
        amodal=bool(label.get("amodal")),
        required=bool(label.get("required")),
        values=_lines(label.get("values", ())),
        points="\n".join(_line(point["name"], point["title"]) for point in skeleton["points"]),
        edges=", ".join(f"{a + 1}-{b + 1}" for a, b in skeleton["edges"]),
        questions=tuple(_question_of(one) for one in label["attributes"]),
    )


def _question_of(one: Mapping[str, Any]) -> Question:
    default = one.get("default")
    if isinstance(default, bool):
        default = YES if default else NO
    return Question(
        name=one["name"],
        zh=one["title"]["zh_CN"],
        en=one["title"]["en"],
        type=one["type"],
        values=_lines(one.get("values", ())),
        default=""
        if default is None
        else _written(default)
        if one["type"] in ("select", "radio")
        else str(default),
        required=one["required"],
        per_frame=one["per_frame"],
    )


def _lines(choices: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(_line(_written(one["value"]), one["title"]) for one in choices)


def _line(value: str, title: Mapping[str, str]) -> str:
    plain = value.strip('"')
    return value if title["zh_CN"] == title["en"] == plain else f"{value} = {title['zh_CN']} / {title['en']}"


def _written(value: str | int | float) -> str:
    """A text that reads as a number, or in quotes, is quoted, so that it comes back as what it is."""
    if not isinstance(value, str):
        return str(value)
    return f'"{value}"' if _NUMBER.fullmatch(value) or value.startswith('"') or "=" in value else value


def _value(text: str) -> str | int | float:
    text = text.strip()
    if len(text) >= 2 and text.startswith('"') and text.endswith('"'):
        return text[1:-1]
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


def read_rows(form: Form) -> list[Row]:
    """What was typed, label by label, as far as the fields go."""
    rows: list[Row] = []
    while len(rows) < MOST_LABELS and f"l-{len(rows)}-name" in form:
        rows.append(_read_row(form, f"l-{len(rows)}"))
    return rows


def _text(form: Form, name: str) -> str:
    return form.get(name, [""])[0].replace("\r\n", "\n").strip()


def _read_row(form: Form, at: str) -> Row:
    questions: list[Question] = []
    while len(questions) < MOST_ATTRIBUTES and f"{at}-a-{len(questions)}-name" in form:
        questions.append(_read_question(form, f"{at}-a-{len(questions)}"))
    texts = {
        name: _text(form, f"{at}-{name}")
        for name in ("name", "zh", "en", "color", "key", "values", "points", "edges")
    }
    flags = {name: f"{at}-{name}" in form for name in ("ignore", "amodal", "required")}
    kinds = tuple(kind for kind in KINDS if kind in form.get(f"{at}-kinds", ()))
    return Row(**texts, **flags, kinds=kinds, questions=tuple(questions))  # type: ignore[arg-type]


def _read_question(form: Form, at: str) -> Question:
    texts = {name: _text(form, f"{at}-{name}") for name in ("name", "zh", "en", "type", "values", "default")}
    flags = {name: f"{at}-{name}" in form for name in ("required", "per_frame")}
    return Question(**texts, **flags)  # type: ignore[arg-type]


def acted(rows: Sequence[Row], do: str) -> list[Row] | None:
    """The rows after a button: 'add', 'remove-2', 'up-2', 'down-2', 'ask-2', 'unask-2-1'; None for any other."""
    verb, *numbers = do.split("-")
    places = [int(one) for one in numbers if one.isascii() and one.isdigit()]
    found = list(rows)
    if do == "add":
        return [*found, Row(color=COLOURS[len(found) % len(COLOURS)])]
    if not places or len(places) != len(numbers) or places[0] >= len(found):
        return None
    place = places[0]
    if verb == "remove":
        del found[place]
    elif verb in ("up", "down"):
        other = place + (1 if verb == "down" else -1)
        if 0 <= other < len(found):
            found[place], found[other] = found[other], found[place]
    elif verb == "ask":
        found[place] = replace(found[place], questions=(*found[place].questions, Question()))
    elif verb == "unask" and len(places) == 2:
        kept = [one for number, one in enumerate(found[place].questions) if number != places[1]]
        found[place] = replace(found[place], questions=tuple(kept))
    else:
        return None
    return found


def document_of(rows: Sequence[Row]) -> tuple[dict[str, Any], list[Fault]]:
    """The document that the rows describe, and what could not be read as any."""
    faults: list[Fault] = []
    labels = [_label(row, f"ontology.labels[{number}]", faults) for number, row in enumerate(rows)]
    return {"labels": labels}, faults


def _title(zh: str, en: str) -> dict[str, str]:
    return {"zh_CN": zh, "en": en}


def _label(row: Row, path: str, faults: list[Fault]) -> dict[str, Any]:
    label: dict[str, Any] = {
        "name": row.name,
        "title": _title(row.zh, row.en),
        "color": row.color,
        "key": row.key or None,
        "kinds": list(row.kinds),
        "attributes": [_attribute(one) for one in row.questions],
    }
    if row.points or "skeleton" in row.kinds:
        label["skeleton"] = {
            "points": _points(row.points),
            "edges": _edges(row.edges, f"{path}.edges", faults),
        }
    if row.values:
        label["values"] = _choices(row.values)
    return label | {name: True for name in ("ignore", "amodal", "required") if getattr(row, name)}


def _attribute(one: Question) -> dict[str, Any]:
    attribute: dict[str, Any] = {
        "name": one.name,
        "title": _title(one.zh, one.en),
        "type": one.type if one.type in ATTRIBUTE_TYPES else "text",
        "required": one.required,
        "per_frame": one.per_frame,
    }
    if one.values:
        attribute["values"] = _choices(one.values)
    if one.default:
        attribute["default"] = _default(one)
    return attribute


def _default(one: Question) -> Any:
    if one.type == "checkbox":
        return {YES: True, NO: False}.get(one.default, one.default)
    return one.default if one.type == "text" else _value(one.default)


def _choices(text: str) -> list[dict[str, Any]]:
    return [_choice(line) for line in text.splitlines() if line.strip()]


def _choice(line: str) -> dict[str, Any]:
    value, titles = _parted(line)
    return {"value": _value(value), "title": titles}


def _parted(line: str) -> tuple[str, dict[str, str]]:
    quoted = re.match(r'\s*("[^"]*")\s*(?:=(.*))?$', line)
    value, words = (
        (quoted[1], quoted[2] or "") if quoted else (line.partition("=")[0], line.partition("=")[2])
    )
    zh, _slash, en = words.partition(" / ")
    return value.strip(), _title(zh.strip(), en.strip())


def _points(text: str) -> list[dict[str, Any]]:
    parted = [_parted(line) for line in text.splitlines() if line.strip()]
    return [{"name": name, "title": title} for name, title in parted]


def _edges(text: str, path: str, faults: list[Fault]) -> list[list[int]]:
    edges = []
    for part in re.split(r"[,;，；\n]+", text):
        if part.strip():
            pair = _EDGE.fullmatch(part.strip())
            if pair is None:
                faults.append(Fault(path, "edge", N_("write the lines as 1-2, 2-3")))
                return []
            edges.append([int(pair[1]) - 1, int(pair[2]) - 1])
    return edges


_FIELD_OF = {"title": "zh", "attributes": "name", "skeleton": "points"}


def field_of(path: str) -> str:
    """The field beside which a fault of the document is told; '' for the whole form."""
    found = _PATH.match(path)
    if found is None:
        return ""
    at = f"l-{found[1]}" if found[2] is None else f"l-{found[1]}-a-{found[2]}"
    name = found[3] or "name"
    return f"{at}-{_FIELD_OF.get(name, name)}"
