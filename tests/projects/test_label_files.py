"""Labels of other programs: taken as far as they can be, what is left out named; what is no such file is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import Invalid
from annotate.projects.label_files import read_labels
from annotate.projects.ontology import Ontology, parse_ontology
from tests.formats.drawings import SHARED

SAMPLES = SHARED / "formats"


def read(content: str | bytes | list[Any] | dict[str, Any]) -> tuple[Ontology, list[str]]:
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    document, left_out = read_labels(text.encode() if isinstance(text, str) else text)
    return parse_ontology(document), [fault.path for fault in left_out]


def test_categories_of_coco_with_a_skeleton() -> None:
    labels, left_out = read(
        {
            "images": [],
            "categories": [
                {"id": 3, "name": "car", "supercategory": "vehicle"},
                {
                    "id": 1,
                    "name": "person",
                    "keypoints": ["nose", "left_eye"],
                    "skeleton": [[1, 2]],
                    "color": [220, 20, 60],
                },
            ],
        }
    )

    car, person = labels.labels
    assert (car.name, car.kinds) == ("car", ("box", "polygon"))
    assert (person.kinds, person.color) == (("skeleton", "box"), "#DC143C")
    assert person.skeleton is not None
    assert person.skeleton.edges == ((0, 1),)
    assert left_out == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("path: .\ntrain: images\nnames: [person, no, 'traffic light']\n", ("person", "no", "traffic light")),
        ("names:\n  10: bus\n  2: car\n  0: person\n", ("person", "car", "bus")),
    ],
    ids=["list", "numbered"],
)
def test_names_of_yolo_stand_in_the_order_of_their_numbers(text: str, names: tuple[str, ...]) -> None:
    labels, _ = read(text)

    assert labels.names == names


CVAT = [
    {
        "name": "car",
        "color": "#2080c0",
        "type": "rectangle",
        "attributes": [
            {
                "name": "colour",
                "input_type": "select",
                "mutable": False,
                "values": ["red", "blue"],
                "default_value": "red",
            },
            {
                "name": "parked",
                "input_type": "checkbox",
                "mutable": True,
                "values": ["false"],
                "default_value": "false",
            },
            {
                "name": "doors",
                "input_type": "number",
                "mutable": False,
                "values": ["0;6;1"],
                "default_value": "4",
            },
        ],
    },
    {"name": "plate", "type": "ellipse", "attributes": []},
    {"name": "rain", "type": "tag", "attributes": []},
    {
        "name": "person",
        "type": "skeleton",
        "sublabels": [{"name": "head"}, {"name": "foot"}],
        "svg": '<line data-type="edge" data-node-from="1" data-node-to="2"></line>',
        "attributes": [],
    },
]


def test_labels_of_cvat_with_their_questions() -> None:
    labels, left_out = read(CVAT)

    assert labels.names == ("car", "rain", "person")
    assert left_out == ["plate"]
    colour, parked, doors = labels.labels[0].attributes
    assert ([one.value for one in colour.values], colour.default) == (["red", "blue"], "red")
    assert (parked.default, parked.per_frame) == (False, True)
    assert doors.default == 4
    assert labels.labels[1].kinds == ("choice",)
    assert labels.labels[2].skeleton is not None


def test_a_configuration_of_label_studio() -> None:
    labels, left_out = read(
        """<View><Image name="img" value="$image"/>
        <RectangleLabels name="r" toName="img"><Label value="car" background="#00FF00"/><Label value="bus"/></RectangleLabels>
        <PolygonLabels name="p" toName="img"><Label value="car"/></PolygonLabels>
        <EllipseLabels name="wheels" toName="img"><Label value="wheel"/></EllipseLabels>
        <Choices name="weather" toName="img" required="true"><Choice value="sun"/><Choice value="rain"/></Choices>
        <TextArea name="remark" toName="img"/></View>"""
    )

    assert labels.names == ("car", "bus", "weather", "remark")
    assert (labels.labels[0].kinds, labels.labels[0].color) == (("box", "polygon"), "#00FF00")
    assert labels.labels[2].required is True
    assert [one.value for one in labels.labels[2].values] == ["sun", "rain"]
    assert left_out == ["wheels"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1, 2]",
        b"\xff\xfe\x00",
        b"just words",
        b"names: 5",
        b"a: &a [x]\nb: [*a",
        b'{"categories": [{"id": 1}]}',
        b'[{"name": "x", "type": "rectangle", "attributes": [{"name": "y"}]}]',
        b"<View/>",
        b"<View><RectangleLabels>",
        b'<!DOCTYPE v [<!ENTITY e SYSTEM "file:///etc/passwd">]><View><Choices name="&e;"/></View>',
        b"x" * 5_000_001,
        b"[" * 100_000,
    ],
    ids=lambda content: content[:24].decode("latin-1"),
)
def test_what_names_no_labels_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        parse_ontology(read_labels(content)[0])

    assert refused.value.faults


def test_a_word_that_grows_by_its_references_stays_small() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(Invalid):
        read_labels((bomb + "names: [*i]\n").encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["categories", "names", "labels", "", "name"]))
def test_any_json_is_labels_or_is_refused(value: Any, key: str) -> None:
    content = json.dumps({key: value} if key else [value]).encode()
    try:
        parse_ontology(read_labels(content)[0])
    except Invalid as refused:
        assert refused.faults


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples do not lie beside the repository")
@pytest.mark.parametrize(
    "path", ["yolo_ultralytics_detection/data.yaml", "yolo_ultralytics_segmentation/data.yaml"]
)
def test_samples_of_other_programs(path: str) -> None:
    labels, _ = read((SAMPLES / path).read_bytes())

    assert labels.labels


def test_labels_stand_in_an_export_of_cvat_too() -> None:
    labels, left_out = read((SAMPLES / "cvat_images" / "train.xml").read_bytes())

    first = labels.labels[0]
    assert first.name == "label1"
    asked = [(one.name, one.type, len(one.values)) for one in first.attributes]
    assert asked[:2] == [("a1", "checkbox", 0), ("a2", "radio", 3)]
    drawn = {one.name: one.skeleton for one in labels.labels}["skeleton"]
    assert drawn is not None
    assert len(drawn.points) > 1
    assert left_out == []
