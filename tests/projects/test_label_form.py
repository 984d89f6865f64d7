"""The form of labels says all that labels can be, and comes back as it went in; its buttons; what a change breaks."""

import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.projects.driving import driving_ontology
from annotate.projects.label_form import Question, Row, acted, document_of, field_of, read_rows, rows_of
from annotate.projects.ontology import KINDS, InvalidOntology, ontology_document, parse_ontology
from annotate.projects.ontology_changes import ChangeKind, changes

NAMES = st.text(string.ascii_lowercase + "_", min_size=1, max_size=8)
WORDS = (
    st.text(string.ascii_letters + "车人灯/= ", min_size=1, max_size=10)
    .map(str.strip)
    .filter(lambda words: bool(words) and " / " not in f" {words} ")
)
TITLES = st.fixed_dictionaries({"zh_CN": WORDS, "en": WORDS})
VALUES = st.one_of(
    st.integers(-(10**9), 10**9),
    st.text(string.ascii_letters + string.digits + "红绿.-= ", min_size=1, max_size=10)
    .map(str.strip)
    .filter(bool),
)
CHOICES = st.lists(
    st.fixed_dictionaries({"value": VALUES, "title": TITLES}),
    min_size=1,
    max_size=4,
    unique_by=lambda c: c["value"],
)


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["checkbox", "select", "radio", "number", "text"]))
    one: dict[str, Any] = {
        "name": draw(NAMES),
        "title": draw(TITLES),
        "type": kind,
        "required": draw(st.booleans()),
        "per_frame": draw(st.booleans()),
    }
    if kind in ("select", "radio"):
        one["values"] = draw(CHOICES)
    if draw(st.booleans()):
        by_type = {"checkbox": st.booleans(), "number": st.integers(0, 99), "text": WORDS}
        values = [choice["value"] for choice in one.get("values", ())]
        one["default"] = draw(st.sampled_from(values) if values else by_type[kind])
    return one


@st.composite
def labels(draw: st.DrawFn) -> dict[str, Any]:
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4, unique=True))
    label: dict[str, Any] = {
        "name": draw(NAMES),
        "title": draw(TITLES),
        "color": f"#{draw(st.integers(0, 0xFFFFFF)):06X}",
        "kinds": sorted(kinds, key=KINDS.index),
        "attributes": draw(st.lists(questions(), max_size=2, unique_by=lambda q: q["name"])),
    }
    if "skeleton" in kinds:
        names = draw(st.lists(NAMES, min_size=2, max_size=5, unique=True))
        label["skeleton"] = {"points": [{"name": n, "title": draw(TITLES)} for n in names], "edges": [[0, 1]]}
    if "choice" in kinds and draw(st.booleans()):
        label["values"] = draw(CHOICES)
    if "box" in kinds and draw(st.booleans()):
        label["amodal"] = True
    return label


ONTOLOGIES = st.lists(labels(), min_size=1, max_size=4, unique_by=lambda one: one["name"]).map(
    lambda found: ontology_document(parse_ontology({"labels": found}))
)


def posted(rows: list[Row]) -> dict[str, list[str]]:
    """As a browser sends the page of these rows."""
    form: dict[str, list[str]] = {}
    for number, row in enumerate(rows):
        form |= _fields(f"l-{number}", vars(row))
        for place, one in enumerate(row.questions):
            form |= _fields(f"l-{number}-a-{place}", vars(one))
    return form


def _fields(at: str, values: dict[str, Any]) -> dict[str, list[str]]:
    fields = {
        f"{at}-{name}": [value.replace("\n", "\r\n")]
        for name, value in values.items()
        if isinstance(value, str)
    }
    fields |= {f"{at}-{name}": ["1"] for name, value in values.items() if value is True}
    return fields | ({f"{at}-kinds": list(values["kinds"])} if "kinds" in values else {})


@settings(max_examples=150)
@given(ONTOLOGIES)
def test_whatever_labels_say_comes_back_from_the_page(document: dict[str, Any]) -> None:
    rows = read_rows(posted(rows_of(document)))

    back, faults = document_of(rows)

    assert faults == []
    assert ontology_document(parse_ontology(back)) == document


@settings(max_examples=60)
@given(ONTOLOGIES, ONTOLOGIES)
def test_equal_labels_have_no_changes_and_others_have_some(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    old, new = parse_ontology(one), parse_ontology(other)

    assert changes(old, old) == []
    assert bool(changes(old, new)) == (old != new)


@given(
    st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=20), min_size=1, max_size=3), max_size=20)
)
def test_any_form_is_read_or_has_faults_with_a_place(junk: dict[str, list[str]]) -> None:
    rows = read_rows(junk | {"l-0-name": ["car"]})
    document, faults = document_of(rows)
    try:
        parse_ontology(document)
    except InvalidOntology as error:
        faults = [*faults, *error.faults]
    assert all(field_of(fault.path).startswith("l-0") for fault in faults)


def test_buttons_add_move_and_take_away() -> None:
    a, b, c = (Row(name=name) for name in "abc")

    assert [row.name for row in acted([a, b, c], "up-2") or []] == ["a", "c", "b"]
    assert [row.name for row in acted([a, b, c], "down-0") or []] == ["b", "a", "c"]
    assert acted([a, b], "up-0") == [a, b]
    assert acted([a, b, c], "remove-1") == [a, c]
    assert [row.name for row in acted([a], "add") or []] == ["a", ""]
    asked = acted([a], "ask-0") or []
    assert asked[0].questions == (Question(),)
    assert acted(asked, "unask-0-0") == [a]


@pytest.mark.parametrize("do", ["check", "remove-9", "remove-x", "up", "ask--1", "dance-0", "unask-0", ""])
def test_any_other_word_is_no_button(do: str) -> None:
    assert acted([Row(name="a")], do) is None


def _of(*labels: dict[str, Any]) -> Any:
    return parse_ontology({"labels": list(labels)})


CAR = {
    "name": "car",
    "kinds": ["box", "polygon"],
    "attributes": [{"name": "colour", "values": ["red", "blue"]}],
}
BREAKS: dict[str, tuple[dict[str, Any], ChangeKind, str]] = {
    "a shape is not drawn any more": ({**CAR, "kinds": ["box"]}, ChangeKind.SHAPE_REMOVED, "polygon"),
    "a question is gone": ({**CAR, "attributes": []}, ChangeKind.QUESTION_REMOVED, "colour"),
    "a choice is gone": (
        {**CAR, "attributes": [{"name": "colour", "values": ["red"]}]},
        ChangeKind.VALUE_REMOVED,
        "colour: blue",
    ),
    "it is asked in another way": (
        {**CAR, "attributes": [{"name": "colour", "type": "text"}]},
        ChangeKind.QUESTION_TYPE,
        "colour",
    ),
    "it has to be answered": (
        {**CAR, "attributes": [{"name": "colour", "values": ["red", "blue"], "required": True}]},
        ChangeKind.QUESTION_REQUIRED,
        "colour",
    ),
    "boxes mean something else": ({**CAR, "amodal": True}, ChangeKind.MEANING, "amodal"),
}


@pytest.mark.parametrize(("new", "kind", "what"), BREAKS.values(), ids=BREAKS)
def test_what_answers_of_before_do_not_fit_is_named(new: dict[str, Any], kind: ChangeKind, what: str) -> None:
    breaking = [one for one in changes(_of(CAR), _of(new)) if one.breaks]

    assert (kind, "car", what) in [(one.kind, one.label, one.what) for one in breaking]


def test_a_new_label_or_choice_breaks_nothing() -> None:
    more = {
        **CAR,
        "attributes": [{"name": "colour", "values": ["red", "blue", "green"]}],
        "kinds": ["box", "polygon", "mask"],
    }

    found = changes(_of(CAR), _of(more, {"name": "bus"}))

    assert {one.kind for one in found} == {
        ChangeKind.VALUE_ADDED,
        ChangeKind.SHAPE_ADDED,
        ChangeKind.LABEL_ADDED,
    }
    assert not any(one.breaks for one in found)


def test_the_labels_of_driving_scenes_fit_the_form() -> None:
    document = ontology_document(parse_ontology(driving_ontology()))

    assert parse_ontology(document_of(rows_of(document))[0]) == parse_ontology(document)
