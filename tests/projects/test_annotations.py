"""Annotations are checked strictly and every fault is named by its path."""

import math
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.projects.annotations import check_annotations
from annotate.projects.ontology import KINDS, parse_ontology

ONTOLOGY = parse_ontology(
    {
        "labels": [
            {
                "name": "car",
                "kinds": list(KINDS),
                "attributes": [
                    {"name": "occluded", "type": "checkbox"},
                    {"name": "colour", "type": "select", "values": ["red", "blue"]},
                    {"name": "wheels", "type": "number"},
                    {"name": "note", "type": "text"},
                ],
            },
            {
                "name": "light",
                "kinds": ["box"],
                "attributes": [{"name": "state", "type": "radio", "values": ["on", "off"], "required": True}],
            },
            {"name": "walker", "skeleton": {"points": ["head", "foot"], "edges": [[0, 1]]}},
            {"name": "leave alone", "ignore": True},
            {"name": "hidden", "amodal": True},
            {"name": "weather", "kinds": ["choice"], "values": ["sun", "rain"]},
        ]
    }
)


def shape(kind: str = "box", **more: Any) -> dict[str, Any]:
    base = {"id": str(uuid.uuid4()), "kind": kind, "label": "car", "attributes": {}}
    return base | ({"box": [10, 10, 20, 20]} if kind in ("box", "rotated_box") else {}) | more


RIGHT = {
    "whole picture": shape(box=[0, 0, 100, 80]),
    "a pixel over": shape(box=[-1, -1, 102, 82]),
    "without attributes": {k: v for k, v in shape().items() if k != "attributes"},
    "with attributes": shape(attributes={"occluded": True, "colour": "red", "wheels": 4, "note": "小"}),
    "rotated": shape("rotated_box", rotation=-30.5),
    "polygon": shape("polygon", points=[[0, 0], [10, 0], [10, 10]]),
    "polyline": shape("polyline", points=[[0, 0], [10, 0]]),
    "points": shape("points", points=[[0, 0]]),
    "skeleton": shape("skeleton", points=[[5, 5, 2], [0, 0, 0], [9, 9]]),
    "skeleton as the label says": shape("skeleton", label="walker", points=[[5, 5, 2], [0, 0, 0]]),
    "area to ignore": shape("polygon", label="leave alone", points=[[0, 0], [10, 0], [10, 10]]),
    "in a group": shape(group="truck and trailer"),
    "by its extreme points": shape(extreme=[[20, 10], [30, 20], [20, 30], [10, 20]]),
    "an offered answer": shape("choice", label="weather", value="rain"),
    "all of it, outside too": shape(label="hidden", amodal=[-100, -80, 300, 240]),
    "cuboid": shape("cuboid", points=[[k, k] for k in range(8)]),
    "mask": shape("mask", rle={"size": [80, 100], "counts": [10, 20, 7970]}),
    "choice": shape("choice"),
    "choice with value": shape("choice", value="night"),
    "text": shape("text", value="限速 60"),
    "required answered": shape(label="light", attributes={"state": "on"}),
}


@pytest.mark.parametrize("annotation", RIGHT.values(), ids=RIGHT)
def test_a_right_annotation_has_no_fault(annotation: dict[str, Any]) -> None:
    assert check_annotations(ONTOLOGY, 100, 80, [annotation]) == ()


WRONG = {
    "NaN": (shape(box=[math.nan, 0, 1, 1]), "box", "numbers"),
    "infinite": (shape(box=[0, 0, math.inf, 1]), "box", "numbers"),
    "huge whole number": (shape(box=[0, 0, 10**400, 1]), "box", "numbers"),
    "true as a number": (shape(box=[True, 0, 1, 1]), "box", "numbers"),
    "negative width": (shape(box=[10, 10, -5, 5]), "box", "too_small"),
    "no height": (shape(box=[10, 10, 5, 0]), "box", "too_small"),
    "three numbers": (shape(box=[10, 10, 5]), "box", "numbers"),
    "outside": (shape(box=[90, 10, 11.01, 5]), "box", "outside_picture"),
    "turned outside": (shape("rotated_box", box=[0, 30, 100, 20], rotation=45), "box", "outside_picture"),
    "rotation NaN": (shape("rotated_box", rotation=math.nan), "rotation", "numbers"),
    "rotation of a plain box": (shape(rotation=1), "rotation", "undeclared_field"),
    "two points of a polygon": (shape("polygon", points=[[0, 0], [1, 1]]), "points", "count"),
    "a point outside": (shape("polyline", points=[[0, 0], [1, 82]]), "points[1]", "outside_picture"),
    "a point of three": (shape("polyline", points=[[0, 0], [1, 2, 2]]), "points[1]", "numbers"),
    "cuboid of nine": (shape("cuboid", points=[[k, k] for k in range(9)]), "points", "count"),
    "skeleton of another number": (
        shape("skeleton", label="walker", points=[[5, 5, 2]]),
        "points",
        "skeleton",
    ),
    "skeleton of nothing": (
        shape("skeleton", label="walker", points=[[0, 0, 0], [0, 0, 0]]),
        "points",
        "too_small",
    ),
    "group without a name": (shape(group=""), "group", "name"),
    "group that is a number": (shape(group=7), "group", "name"),
    "group of an answer": (shape("choice", group="g"), "group", "undeclared_field"),
    "three extreme points": (shape(extreme=[[20, 10], [30, 20], [20, 30]]), "extreme", "numbers"),
    "extreme point outside": (
        shape(extreme=[[20, 10], [30, 20], [20, 30], [-9, 20]]),
        "extreme",
        "numbers",
    ),
    "amodal not declared": (shape(amodal=[0, 0, 9, 10]), "amodal", "undeclared_field"),
    "no offered answer": (shape("choice", label="weather", value="snow"), "value", "value"),
    "amodal too far": (shape(label="hidden", amodal=[-101, 0, 10, 10]), "amodal", "outside_picture"),
    "amodal of no width": (shape(label="hidden", amodal=[0, 0, 0, 10]), "amodal", "numbers"),
    "mask too short": (shape("mask", rle={"size": [80, 100], "counts": [10]}), "rle.counts", "size"),
    "mask of another size": (shape("mask", rle={"size": [1, 1], "counts": [8000]}), "rle.size", "size"),
    "unknown label": (shape(label="tram"), "label", "unknown_label"),
    "label not a text": (shape(label=7), "label", "unknown_label"),
    "kind the label has not": (
        shape("polygon", label="light", points=[[0, 0], [9, 0], [9, 9]], attributes={"state": "on"}),
        "kind",
        "kind_not_allowed",
    ),
    "unknown kind": (shape("blob"), "kind", "kind"),
    "kind not a text": (shape() | {"kind": ["box"]}, "kind", "kind"),
    "undeclared attribute": (shape(attributes={"speed": 3}), "attributes.speed", "undeclared_attribute"),
    "attribute of another type": (
        shape(attributes={"occluded": 1}),
        "attributes.occluded",
        "attribute_wrong",
    ),
    "attribute NaN": (shape(attributes={"wheels": math.nan}), "attributes.wheels", "attribute_wrong"),
    "value not offered": (shape(attributes={"colour": "pink"}), "attributes.colour", "attribute_wrong"),
    "required left out": (shape(label="light"), "attributes.state", "attribute_missing"),
    "attributes as list": (shape(attributes=[]), "attributes", "object"),
    "undeclared field": (shape(score=0.5), "score", "undeclared_field"),
    "track on one picture": (shape(track="t"), "track", "undeclared_field"),
    "no UUID": (shape(id="1"), "id", "uuid"),
    "no id": ({"kind": "box", "label": "car", "box": [1, 1, 2, 2]}, "id", "uuid"),
    "text without words": (shape("text", value=""), "value", "value"),
}


@pytest.mark.parametrize(("annotation", "where", "code"), WRONG.values(), ids=WRONG)
def test_a_wrong_annotation_is_refused_with_its_path(annotation: Any, where: str, code: str) -> None:
    faults = check_annotations(ONTOLOGY, 100, 80, [shape(), annotation])

    assert [(fault.path, fault.code) for fault in faults] == [(f"annotations[1].{where}", code)]


def test_a_required_question_must_be_answered() -> None:
    ontology = parse_ontology(
        {"labels": [{"name": "car"}, {"name": "weather", "kinds": ["choice"], "required": True}]}
    )
    answered = shape("choice", label="weather")

    faults = check_annotations(ontology, 100, 80, [shape()])

    assert [(fault.path, fault.code) for fault in faults] == [("annotations.weather", "answer_missing")]
    assert check_annotations(ontology, 100, 80, [answered]) == ()


def test_all_faults_are_listed_not_only_the_first() -> None:
    faults = check_annotations(ONTOLOGY, 100, 80, [shape(box=[0, 0, -1, 1], label="tram"), "no object"])

    assert [f.path for f in faults] == ["annotations[0].box", "annotations[0].label", "annotations[1]"]


def test_two_annotations_may_not_share_an_id() -> None:
    one = shape()

    faults = check_annotations(ONTOLOGY, 100, 80, [one, one | {"id": one["id"].upper()}])

    assert [(f.path, f.code) for f in faults] == [("annotations[1].id", "twice")]


def test_more_than_ten_thousand_shapes_are_refused() -> None:
    assert [f.code for f in check_annotations(ONTOLOGY, 100, 80, [shape()] * 10_001)] == ["too_many"]


def test_tracks_are_allowed_in_sequences() -> None:
    tracked = shape(track="t1", frame=3, keyframe=True, outside=False)

    assert check_annotations(ONTOLOGY, 100, 80, [tracked], in_sequence=True) == ()
    assert check_annotations(ONTOLOGY, 100, 80, [shape()], in_sequence=True) != ()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
FIELDS = ("id", "kind", "label", "box", "rotation", "points", "rle", "value", "attributes")


@given(
    st.lists(
        ANYTHING
        | st.fixed_dictionaries(
            {"kind": st.sampled_from(KINDS), "label": st.just("car")},
            optional=dict.fromkeys(FIELDS[3:], ANYTHING),
        ),
        max_size=3,
    )
    | ANYTHING
)
def test_no_document_breaks_the_check(document: Any) -> None:
    faults = check_annotations(ONTOLOGY, 100, 80, document, in_sequence=True)

    assert isinstance(faults, tuple)
