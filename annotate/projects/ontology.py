"""What may be drawn: labels, shape kinds and attributes, read strictly and written in one normal form. Pure."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotate.core.errors import N_, Fault, Invalid

KINDS = (
    "box",
    "rotated_box",
    "polygon",
    "polyline",
    "points",
    "skeleton",
    "cuboid",
    "mask",
    "choice",
    "text",
)
ATTRIBUTE_TYPES = ("checkbox", "select", "radio", "number", "text")
# Okabe-Ito: told apart with any of the common colour blindnesses.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")
MOST_LABELS = 200
MOST_ATTRIBUTES = 64
MOST_VALUES = 500
MOST_SKELETON_POINTS = 200
# What can be said to be left alone: an area, not a line or a spot.
IGNORE_KINDS = ("box", "polygon", "rotated_box", "mask")

Value = str | int | float | bool


@dataclass(frozen=True)
class Title:
    """A name for the eye, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Choice:
    value: str | int | float
    title: Title


@dataclass(frozen=True)
class Attribute:
    """One question about a shape. values: what select and radio offer."""

    name: str
    title: Title
    type: str
    values: tuple[Choice, ...] = ()
    default: Value | None = None
    required: bool = False
    per_frame: bool = False

    def allows(self, value: Any) -> bool:
        """Whether an answer is of this attribute's type and among its values."""
        if self.type == "checkbox":
            return isinstance(value, bool)
        if self.type == "number":
            return _is_number(value)
        if self.type == "text":
            return isinstance(value, str) and len(value) <= 1000
        return not isinstance(value, bool) and any(value == choice.value for choice in self.values)


@dataclass(frozen=True)
class SkeletonPoint:
    name: str
    title: Title


@dataclass(frozen=True)
class Skeleton:
    """What a skeleton is made of. edges: pairs of places in `points`, from 0."""

    points: tuple[SkeletonPoint, ...]
    edges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Label:
    """One class of things. key: physical key, as in KeyboardEvent.code. ignore: areas of which nothing is asked."""

    name: str
    title: Title
    color: str
    key: str | None
    kinds: tuple[str, ...]
    attributes: tuple[Attribute, ...] = ()
    skeleton: Skeleton | None = None
    ignore: bool = False

    def attribute(self, name: str) -> Attribute | None:
        return next((attribute for attribute in self.attributes if attribute.name == name), None)


@dataclass(frozen=True)
class Ontology:
    """All labels of a project, in their order."""

    labels: tuple[Label, ...]

    def label(self, name: str) -> Label | None:
        return next((label for label in self.labels if label.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(label.name for label in self.labels)

    @property
    def ignored(self) -> frozenset[str]:
        """Names of the labels that mark areas to be left alone."""
        return frozenset(label.name for label in self.labels if label.ignore)


class InvalidOntology(Invalid):
    """The document describes no usable labels; each fault has its path."""

    code = "invalid_ontology"
    message = N_("The labels cannot be used as they are written. Nothing was stored. See the list.")


_LABEL_FIELDS = frozenset({"name", "title", "color", "key", "kinds", "attributes", "skeleton", "ignore"})
_SKELETON_FIELDS = frozenset({"points", "edges"})
_ATTRIBUTE_FIELDS = frozenset({"name", "title", "type", "values", "default", "required", "per_frame"})
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_KEY = re.compile(r"(Digit[0-9]|Key[A-Z]|F([1-9]|1[0-2])|Numpad[0-9])")


def _is_number(value: Any) -> bool:
    return (
        not isinstance(value, bool)
        and isinstance(value, int | float)
        and abs(value) <= 1e15
        and math.isfinite(value)
    )


class _Reader:
    """Walks one document and notes every fault with its path."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, path: str, code: str, detail: str, **params: Any) -> None:
        self.faults.append(Fault(path, code, detail, params))

    def name(self, value: Any, path: str) -> str:
        if not isinstance(value, str) or not 1 <= len(value.strip()) <= 64 or not value.strip().isprintable():
            self.fault(path, "name", N_("must be a name of 1 to 64 letters"))
            return ""
        return value.strip()

    def title(self, value: Any, fallback: str, path: str) -> Title:
        if value is None:
            return Title(fallback, fallback)
        if isinstance(value, str):
            value = {"zh_CN": value, "en": value}
        if not isinstance(value, Mapping) or not all(
            key in ("zh_CN", "en") and isinstance(text, str) and len(text) <= 200
            for key, text in value.items()
        ):
            self.fault(path, "title", N_("must hold texts under zh_CN and en"))
            return Title(fallback, fallback)
        zh, en = str(value.get("zh_CN", "")).strip(), str(value.get("en", "")).strip()
        return Title(zh or en or fallback, en or zh or fallback)

    def items(self, value: Any, path: str, most: int) -> Sequence[Any]:
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fault(path, "list", N_("must be a list"))
            return ()
        if len(value) > most:
            self.fault(path, "too_many", N_("has more than %(most)s entries"), most=most)
            return ()
        return value

    def fields(self, value: Any, allowed: frozenset[str], path: str) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            self.fault(path, "object", N_("must be an object"))
            return {}
        for name in value:
            if name not in allowed:
                self.fault(f"{path}.{name}", "unknown_field", N_("is not a field that is known here"))
        return value

    def no_twins(self, names: Sequence[str], path: str) -> None:
        seen: set[str] = set()
        for index, name in enumerate(names):
            if name and name in seen:
                self.fault(f"{path}[{index}].name", "twice", N_("the name stands twice"))
            seen.add(name)

    def flag(self, document: Mapping[str, Any], name: str, default: bool, path: str) -> bool:
        value = document.get(name, default)
        if not isinstance(value, bool):
            self.fault(f"{path}.{name}", "flag", N_("must be true or false"))
            return default
        return value

    def choice(self, value: Any, path: str) -> Choice | None:
        entry = value if isinstance(value, Mapping) else {"value": value}
        known = self.fields(entry, frozenset({"value", "title"}), path).get("value")
        if not _is_number(known) and not (isinstance(known, str) and 1 <= len(known) <= 200):
            self.fault(path, "value", N_("must be a text or a number"))
            return None
        assert isinstance(known, str | int | float)
        return Choice(known, self.title(entry.get("title"), str(known), f"{path}.title"))

    def attribute(self, value: Any, path: str) -> Attribute:
        document = self.fields(value, _ATTRIBUTE_FIELDS, path)
        name = self.name(document.get("name"), f"{path}.name")
        listed = self.items(document.get("values"), f"{path}.values", MOST_VALUES)
        type_ = document.get("type", "select" if listed else "checkbox")
        if type_ not in ATTRIBUTE_TYPES:
            self.fault(
                f"{path}.type", "type", N_("must be one of %(known)s"), known=", ".join(ATTRIBUTE_TYPES)
            )
            type_ = "text"
        choices = [self.choice(entry, f"{path}.values[{i}]") for i, entry in enumerate(listed)]
        if type_ in ("select", "radio") and not listed:
            self.fault(f"{path}.values", "empty", N_("needs at least one value"))
        if type_ not in ("select", "radio") and listed:
            self.fault(f"{path}.values", "not_wanted", N_("only select and radio have values"))
        found = Attribute(
            name=name,
            title=self.title(document.get("title"), name, f"{path}.title"),
            type=type_,
            values=tuple(choice for choice in choices if choice),
            default=document.get("default"),
            required=self.flag(document, "required", False, path),
            per_frame=self.flag(document, "per_frame", False, path),
        )
        if len({choice.value for choice in found.values}) != len(found.values):
            self.fault(f"{path}.values", "twice", N_("a value stands twice"))
        if found.default is not None and not found.allows(found.default):
            self.fault(f"{path}.default", "default", N_("is no answer that this attribute allows"))
        return found

    def skeleton(self, value: Any, path: str) -> Skeleton | None:
        if value is None:
            return None
        document = self.fields(value, _SKELETON_FIELDS, path)
        listed = self.items(document.get("points"), f"{path}.points", MOST_SKELETON_POINTS)
        points = tuple(self.skeleton_point(entry, f"{path}.points[{i}]") for i, entry in enumerate(listed))
        if not points:
            self.fault(f"{path}.points", "empty", N_("needs at least one point"))
        self.no_twins([point.name for point in points], f"{path}.points")
        edges = []
        for index, edge in enumerate(self.items(document.get("edges"), f"{path}.edges", 10_000)):
            pair = edge if isinstance(edge, list) and len(edge) == 2 else []
            if (
                not pair
                or pair[0] == pair[1]
                or not all(type(k) is int and 0 <= k < len(points) for k in pair)
            ):
                self.fault(f"{path}.edges[{index}]", "edge", N_("must be the numbers of two points, from 0"))
                continue
            edges.append((pair[0], pair[1]))
        return Skeleton(points, tuple(edges))

    def skeleton_point(self, value: Any, path: str) -> SkeletonPoint:
        entry = value if isinstance(value, Mapping) else {"name": value}
        document = self.fields(entry, frozenset({"name", "title"}), path)
        name = self.name(document.get("name"), f"{path}.name")
        return SkeletonPoint(name, self.title(document.get("title"), name, f"{path}.title"))

    def kinds(self, value: Any, path: str, usual: tuple[str, ...]) -> tuple[str, ...]:
        if value is None:
            return usual
        listed = self.items(value, path, len(KINDS))
        for index, kind in enumerate(listed):
            if kind not in KINDS:
                self.fault(f"{path}[{index}]", "kind", N_("must be one of %(known)s"), known=", ".join(KINDS))
        if not listed:
            self.fault(path, "empty", N_("needs at least one kind of shape"))
        return tuple(dict.fromkeys(kind for kind in listed if isinstance(kind, str)))

    def label(self, value: Any, index: int, path: str) -> Label:
        document = self.fields(value, _LABEL_FIELDS, path)
        name = self.name(document.get("name"), f"{path}.name")
        color = document.get("color") or COLOURS[index % len(COLOURS)]
        if not isinstance(color, str) or not _COLOUR.fullmatch(color):
            self.fault(f"{path}.color", "color", N_("must be a colour such as #0072B2"))
            color = COLOURS[0]
        key = document.get("key")
        if key is not None and not (isinstance(key, str) and _KEY.fullmatch(key)):
            self.fault(f"{path}.key", "key", N_("must be a key such as Digit1 or KeyC"))
            key = None
        listed = self.items(document.get("attributes"), f"{path}.attributes", MOST_ATTRIBUTES)
        attributes = [self.attribute(entry, f"{path}.attributes[{i}]") for i, entry in enumerate(listed)]
        self.no_twins([attribute.name for attribute in attributes], f"{path}.attributes")
        title = self.title(document.get("title"), name, f"{path}.title")
        ignore = self.flag(document, "ignore", False, path)
        skeleton = self.skeleton(document.get("skeleton"), f"{path}.skeleton")
        usual = ("box", "polygon") if ignore else ("skeleton",) if skeleton else ("box",)
        kinds = self.kinds(document.get("kinds"), f"{path}.kinds", usual)
        if ignore and not set(kinds) <= set(IGNORE_KINDS):
            known = ", ".join(IGNORE_KINDS)
            self.fault(f"{path}.kinds", "kind", N_("an area to ignore must be one of %(known)s"), known=known)
        if skeleton and "skeleton" not in kinds:
            self.fault(f"{path}.skeleton", "not_wanted", N_("only labels of the kind skeleton have one"))
        return Label(name, title, color.upper(), key, kinds, tuple(attributes), skeleton, ignore)


def _with_keys(labels: Sequence[Label]) -> tuple[Label, ...]:
    """Labels without a key of their own get the free digits in their order."""
    taken = {label.key for label in labels}
    free = iter([f"Digit{digit}" for digit in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0) if f"Digit{digit}" not in taken])
    return tuple(replace(label, key=label.key or next(free, None)) for label in labels)


def parse_ontology(document: Any, path: str = "ontology") -> Ontology:
    """An ontology from `{"labels": [...]}`; titles, colours, keys and kinds that are left out are filled in.

    Raises InvalidOntology with the path of every fault.
    """
    reader = _Reader()
    listed = reader.items(
        reader.fields(document, frozenset({"labels"}), path).get("labels"), f"{path}.labels", MOST_LABELS
    )
    labels = [reader.label(entry, i, f"{path}.labels[{i}]") for i, entry in enumerate(listed)]
    reader.no_twins([label.name for label in labels], f"{path}.labels")
    keys = [label.key for label in labels if label.key]
    for index, label in enumerate(labels):
        if label.key and keys.count(label.key) > 1:
            reader.fault(f"{path}.labels[{index}].key", "twice", N_("two labels have the same key"))
    if not labels and not reader.faults:
        reader.fault(f"{path}.labels", "empty", N_("needs at least one label"))
    if reader.faults:
        raise InvalidOntology(reader.faults[:200])
    return Ontology(_with_keys(labels))


def merged_ontology(versions: Sequence[Ontology]) -> Ontology:
    """All labels of several versions in the order of their first appearance, each as its newest version has it."""
    newest: dict[str, Label] = {}
    for version in versions:
        for label in version.labels:
            # A dictionary keeps the place of a key whose value changes.
            newest[label.name] = label
    return Ontology(tuple(newest.values()))


def _title_document(title: Title) -> dict[str, str]:
    return {"zh_CN": title.zh, "en": title.en}


def _attribute_document(attribute: Attribute) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": attribute.name,
        "title": _title_document(attribute.title),
        "type": attribute.type,
        "required": attribute.required,
        "per_frame": attribute.per_frame,
    }
    if attribute.values:
        document["values"] = [
            {"value": choice.value, "title": _title_document(choice.title)} for choice in attribute.values
        ]
    if attribute.default is not None:
        document["default"] = attribute.default
    return document


def skeleton_document(skeleton: Skeleton) -> dict[str, Any]:
    return {
        "points": [{"name": point.name, "title": _title_document(point.title)} for point in skeleton.points],
        "edges": [list(edge) for edge in skeleton.edges],
    }


def _label_document(label: Label) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": label.name,
        "title": _title_document(label.title),
        "color": label.color,
        "key": label.key,
        "kinds": list(label.kinds),
        "attributes": [_attribute_document(attribute) for attribute in label.attributes],
    }
    if label.skeleton:
        document["skeleton"] = skeleton_document(label.skeleton)
    if label.ignore:
        document["ignore"] = True
    return document


def ontology_document(ontology: Ontology) -> dict[str, Any]:
    """The normal form that is stored and sent to the editor; `parse_ontology` reads it back equal."""
    return {"labels": [_label_document(label) for label in ontology.labels]}
