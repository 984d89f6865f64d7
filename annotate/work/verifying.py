"""What an answer to a verify task says: one choice for each object that exists already. Pure.

`{"id": UUID, "kind": "choice", "label": the object's, "object": id of the object, "value": one of VALUES}`
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from annotate.core.errors import N_, Fault

RIGHT, LOOSE, WRONG_CLASS, NOT_THERE, UNSURE = "right", "loose", "wrong_class", "not_there", "unsure"
VALUES = (RIGHT, LOOSE, WRONG_CLASS, NOT_THERE, UNSURE)
# More than this is a day's work, not a picture.
MOST_OBJECTS = 500

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_FIELDS = frozenset({"id", "kind", "label", "value", "object", "attributes"})
# What has a place that can be looked at.
_WITH_PLACE = frozenset({"box", "rotated_box", "polygon", "polyline", "points", "skeleton", "cuboid", "mask"})
_OF_AN_OBJECT = ("id", "kind", "label", "box", "rotation", "points", "rle", "attributes")


def objects_of(annotations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What of a picture's annotations can be verified, without what a machine or a crowd thinks of it."""
    shown = [one for one in annotations if one.get("kind") in _WITH_PLACE and not one.get("track")]
    return [{name: one[name] for name in _OF_AN_OBJECT if name in one} for one in shown[:MOST_OBJECTS]]


def check_verify_answer(objects: Sequence[Mapping[str, Any]], document: Any) -> tuple[Fault, ...]:
    """Every fault of an answer, with paths as those of drawn answers; none when each object has one choice."""
    if not isinstance(document, Sequence) or isinstance(document, str | bytes):
        return (Fault("annotations", "list", N_("must be a list")),)
    asked = {str(one["id"]): one for one in objects}
    faults: list[Fault] = []
    answered: set[str] = set()
    ids: set[str] = set()
    for index, choice in enumerate(document[: 2 * MOST_OBJECTS]):
        faults += _faults_of(choice, f"annotations[{index}]", asked, answered, ids)
    if left := len(set(asked) - answered):
        words = N_("%(count)s objects are not answered yet")
        faults.append(Fault("annotations", "object_missing", words, {"count": left}))
    return tuple(faults[:200])


def _faults_of(
    choice: Any, path: str, asked: Mapping[str, Mapping[str, Any]], answered: set[str], ids: set[str]
) -> list[Fault]:
    if not isinstance(choice, Mapping):
        return [Fault(path, "object", N_("must be an object"))]
    faults = [
        Fault(f"{path}.{name}", "undeclared_field", N_("is not a field of this kind of annotation"))
        for name in choice
        if name not in _FIELDS or (name == "attributes" and choice[name])
    ]
    if choice.get("kind") != "choice":
        faults.append(Fault(f"{path}.kind", "kind", N_("must be one of %(known)s"), {"known": "choice"}))
    if not isinstance(choice.get("id"), str) or not _UUID.fullmatch(choice["id"]):
        faults.append(Fault(f"{path}.id", "uuid", N_("must be a UUID")))
    elif choice["id"].lower() in ids:
        faults.append(Fault(f"{path}.id", "twice", N_("two annotations have the same id")))
    else:
        ids.add(choice["id"].lower())
    if choice.get("value") not in VALUES:
        known = {"known": ", ".join(VALUES)}
        faults.append(Fault(f"{path}.value", "value", N_("must be one of %(known)s"), known))
    about = asked.get(choice["object"]) if isinstance(choice.get("object"), str) else None
    if about is None:
        faults.append(Fault(f"{path}.object", "unknown_object", N_("is none of the objects that were asked")))
    elif choice["object"] in answered:
        faults.append(Fault(f"{path}.object", "twice", N_("stands twice")))
    elif choice.get("label") != about["label"]:
        faults.append(Fault(f"{path}.label", "unknown_label", N_("is not the label of the object")))
    else:
        answered.add(choice["object"])
    return faults
