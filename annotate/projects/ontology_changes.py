"""What a new version of the labels changes, and which of it answers given under the old one do not fit any more. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.errors import N_
from annotate.projects.ontology import Attribute, Label, Ontology


class ChangeKind(StrEnum):
    LABEL_ADDED = "label_added"
    LABEL_REMOVED = "label_removed"
    LOOKS = "looks"
    ORDER = "order"
    SHAPE_ADDED = "shape_added"
    SHAPE_REMOVED = "shape_removed"
    MEANING = "meaning"
    SKELETON = "skeleton"
    QUESTION_ADDED = "question_added"
    QUESTION_REMOVED = "question_removed"
    QUESTION_TYPE = "question_type"
    QUESTION_WORDS = "question_words"
    QUESTION_REQUIRED = "question_required"
    VALUE_ADDED = "value_added"
    VALUE_REMOVED = "value_removed"


# Answers of before may hold what is gone, or lack what is asked now.
BREAKING = frozenset(
    {
        ChangeKind.LABEL_REMOVED,
        ChangeKind.SHAPE_REMOVED,
        ChangeKind.MEANING,
        ChangeKind.SKELETON,
        ChangeKind.QUESTION_REMOVED,
        ChangeKind.QUESTION_TYPE,
        ChangeKind.QUESTION_REQUIRED,
        ChangeKind.VALUE_REMOVED,
    }
)
CHANGE_WORDS = {
    ChangeKind.LABEL_ADDED: N_("new label"),
    ChangeKind.LABEL_REMOVED: N_("the label is gone"),
    ChangeKind.LOOKS: N_("another title, colour or key"),
    ChangeKind.ORDER: N_("another order of the labels"),
    ChangeKind.SHAPE_ADDED: N_("may be drawn as %(what)s too"),
    ChangeKind.SHAPE_REMOVED: N_("is not drawn as %(what)s any more"),
    ChangeKind.MEANING: N_("another meaning: %(what)s"),
    ChangeKind.SKELETON: N_("another skeleton"),
    ChangeKind.QUESTION_ADDED: N_("also asked: %(what)s"),
    ChangeKind.QUESTION_REMOVED: N_("not asked any more: %(what)s"),
    ChangeKind.QUESTION_TYPE: N_("asked in another way: %(what)s"),
    ChangeKind.QUESTION_WORDS: N_("other words or start of a question: %(what)s"),
    ChangeKind.QUESTION_REQUIRED: N_("has to be answered now: %(what)s"),
    ChangeKind.VALUE_ADDED: N_("new choice: %(what)s"),
    ChangeKind.VALUE_REMOVED: N_("no choice any more: %(what)s"),
}


@dataclass(frozen=True)
class Change:
    """label: its name, '' for all; what: the kind of shape, question or value that it is about."""

    kind: ChangeKind
    label: str
    what: str = ""

    @property
    def breaks(self) -> bool:
        return self.kind in BREAKING


def changes(old: Ontology, new: Ontology) -> list[Change]:
    """Everything that differs, label by label; nothing for equal ones."""
    found = [Change(ChangeKind.LABEL_REMOVED, one.name) for one in old.labels if new.label(one.name) is None]
    for label in new.labels:
        before = old.label(label.name)
        if before is None:
            found.append(Change(ChangeKind.LABEL_ADDED, label.name))
        else:
            found += _label_changes(before, label)
    both = [name for name in new.names if name in old.names]
    if both != [name for name in old.names if name in new.names]:
        found.append(Change(ChangeKind.ORDER, ""))
    return found


def _label_changes(old: Label, new: Label) -> Iterator[Change]:
    name = new.name
    if (old.title, old.color, old.key) != (new.title, new.color, new.key):
        yield Change(ChangeKind.LOOKS, name)
    yield from (Change(ChangeKind.SHAPE_REMOVED, name, kind) for kind in old.kinds if kind not in new.kinds)
    yield from (Change(ChangeKind.SHAPE_ADDED, name, kind) for kind in new.kinds if kind not in old.kinds)
    for flag in ("ignore", "amodal"):
        if getattr(old, flag) != getattr(new, flag):
            yield Change(ChangeKind.MEANING, name, flag)
    if old.skeleton and new.skeleton and old.skeleton != new.skeleton:
        yield Change(ChangeKind.SKELETON, name)
    if new.required and not old.required:
        yield Change(ChangeKind.QUESTION_REQUIRED, name, name)
    yield from _value_changes(name, "", _values(old), _values(new))
    for question in old.attributes:
        if new.attribute(question.name) is None:
            yield Change(ChangeKind.QUESTION_REMOVED, name, question.name)
    for question in new.attributes:
        yield from _question_changes(name, old.attribute(question.name), question)


def _values(holder: Label | Attribute) -> list[str]:
    return [str(choice.value) for choice in holder.values]


def _value_changes(label: str, question: str, old: list[str], new: list[str]) -> Iterator[Change]:
    start = f"{question}: " if question else ""
    yield from (Change(ChangeKind.VALUE_REMOVED, label, start + one) for one in old if one not in new)
    yield from (Change(ChangeKind.VALUE_ADDED, label, start + one) for one in new if one not in old)


def _question_changes(label: str, old: Attribute | None, new: Attribute) -> Iterator[Change]:
    if old is None:
        yield Change(ChangeKind.QUESTION_ADDED, label, new.name)
        if new.required:
            yield Change(ChangeKind.QUESTION_REQUIRED, label, new.name)
        return
    if (old.type, old.per_frame) != (new.type, new.per_frame):
        yield Change(ChangeKind.QUESTION_TYPE, label, new.name)
    if new.required and not old.required:
        yield Change(ChangeKind.QUESTION_REQUIRED, label, new.name)
    yield from _value_changes(label, new.name, _values(old), _values(new))
    same_values = {one.value: one.title for one in old.values if str(one.value) in _values(new)}
    other_words = any(same_values.get(one.value, one.title) != one.title for one in new.values)
    if old.title != new.title or old.default != new.default or other_words:
        yield Change(ChangeKind.QUESTION_WORDS, label, new.name)
