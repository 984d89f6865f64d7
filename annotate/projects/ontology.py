"""What may be drawn: labels, shape kinds and attributes, read strictly and written in one normal form. Pure."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotate.core.errors import N_, Invalid
from annotate.projects.document_reader import DocumentReader, Title

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
    """One class of things, or one question about the whole picture.

    key: physical key, as in KeyboardEvent.code. ignore: areas of which nothing is asked. amodal: boxes may show
    all of a thing, the hidden and cut-off parts too. required, values: of a question, that it must be answered,
    and what a choice offers (nothing: it holds or not).
    """

    name: str
    title: Title
    color: str
    key: str | None
    kinds: tuple[str, ...]
    attributes: tuple[Attribute, ...] = ()
    skeleton: Skeleton | None = None
    ignore: bool = False
    amodal: bool = False
    required: bool = False
    values: tuple[Choice, ...] = ()

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


_LABEL_FIELDS = frozenset(
    {
        "name",
        "title",
        "color",
        "key",
        "kinds",
        "attributes",
        "skeleton",
        "ignore",
        "amodal",
        "required",
        "values",
    }
)
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


class _Reader(DocumentReader):
    """Reads the parts of an ontology."""

    def choice(self, value: Any, path: str) -> Choice | None:
        entry = value if isinstance(value, Mapping) else {"value": value}
        known = self.fields(entry, frozenset({"value", "title"}), path).get("value")
        if not _is_number(known) and not (isinstance(known, str) and 1 <= len(known) <= 200):
            self.fault(path, "value", N_("must be a text or a number"))
            return None
        assert isinstance(known, str | int | float)
        return Choice(known, self.title(entry.get("title"), str(known), f"{path}.title"))

    def choices(self, value: Any, path: str) -> tuple[Choice, ...]:
        listed = self.items(value, path, MOST_VALUES)
        read = [self.choice(entry, f"{path}[{i}]") for i, entry in enumerate(listed)]
        found = tuple(choice for choice in read if choice)
        if len({choice.value for choice in found}) != len(found):
            self.fault(path, "twice", N_("a value stands twice"))
        return found

    def attribute(self, value: Any, path: str) -> Attribute:
        document = self.fields(value, _ATTRIBUTE_FIELDS, path)
        name = self.name(document.get("name"), f"{path}.name")
        choices = self.choices(document.get("values"), f"{path}.values")
        listed = bool(document.get("values"))
        type_ = document.get("type", "select" if listed else "checkbox")
        if type_ not in ATTRIBUTE_TYPES:
            self.fault(
                f"{path}.type", "type", N_("must be one of %(known)s"), known=", ".join(ATTRIBUTE_TYPES)
            )
            type_ = "text"
        if type_ in ("select", "radio") and not listed:
            self.fault(f"{path}.values", "empty", N_("needs at least one value"))
        if type_ not in ("select", "radio") and listed:
            self.fault(f"{path}.values", "not_wanted", N_("only select and radio have values"))
        found = Attribute(
            name=name,
            title=self.title(document.get("title"), name, f"{path}.title"),
            type=type_,
            values=choices,
            default=document.get("default"),
            required=self.flag(document, "required", False, path),
            per_frame=self.flag(document, "per_frame", False, path),
        )
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
        amodal = self.flag(document, "amodal", False, path)
        if amodal and "box" not in kinds:
            self.fault(f"{path}.amodal", "not_wanted", N_("only labels of the kind box have one"))
        required, values = self.question(document, kinds, path)
        return Label(
            name,
            title,
            color.upper(),
            key,
            kinds,
            tuple(attributes),
            skeleton,
            ignore,
            amodal,
            required,
            values,
        )

    def question(
        self, document: Mapping[str, Any], kinds: Sequence[str], path: str
    ) -> tuple[bool, tuple[Choice, ...]]:
        """Whether a question about the whole picture must be answered, and what a choice offers."""
        required = self.flag(document, "required", False, path)
        if required and not {"choice", "text"} & set(kinds):
            self.fault(
                f"{path}.required", "not_wanted", N_("only questions about the whole picture are required")
            )
        if document.get("values") is not None and "choice" not in kinds:
            self.fault(f"{path}.values", "not_wanted", N_("only labels of the kind choice have values"))
        return required, self.choices(document.get("values"), f"{path}.values")


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


def _choice_documents(choices: Sequence[Choice]) -> list[dict[str, Any]]:
    return [{"value": choice.value, "title": _title_document(choice.title)} for choice in choices]


def _attribute_document(attribute: Attribute) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": attribute.name,
        "title": _title_document(attribute.title),
        "type": attribute.type,
        "required": attribute.required,
        "per_frame": attribute.per_frame,
    }
    if attribute.values:
        document["values"] = _choice_documents(attribute.values)
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
    if label.values:
        document["values"] = _choice_documents(label.values)
    flags = {"ignore": label.ignore, "amodal": label.amodal, "required": label.required}
    return document | {name: True for name, is_set in flags.items() if is_set}


def ontology_document(ontology: Ontology) -> dict[str, Any]:
    """The normal form that is stored and sent to the editor; `parse_ontology` reads it back equal."""
    return {"labels": [_label_document(label) for label in ontology.labels]}
