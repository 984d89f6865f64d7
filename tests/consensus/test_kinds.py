"""Every kind of shape is matched, merged, and gives an identical answer back."""

import numpy as np
import pytest
import shapely

from annotate.consensus.kinds.regions import area_of
from annotate.consensus.rle import read_rle, write_rle
from annotate.consensus.scene import Answer, Kind, MalformedAnnotation, Shape, read_shape, write_shape
from annotate.consensus.settle import settle_scene
from tests.consensus.crowd import scene

STAR = tuple(
    (400 + r * np.cos(t), 300 + r * np.sin(t))
    for t, r in zip(np.linspace(0, 5.6, 10), [90, 60] * 5, strict=True)
)
SHAPES = {
    Kind.ROTATED_BOX: Shape("", Kind.ROTATED_BOX, "car", ((100, 100), (220, 160)), rotation=30),
    Kind.POLYGON: Shape("", Kind.POLYGON, "car", STAR),
    Kind.POLYLINE: Shape("", Kind.POLYLINE, "lane", ((10, 10), (200, 80), (400, 300))),
    Kind.POINTS: Shape("", Kind.POINTS, "eye", ((300, 300),)),
    Kind.SKELETON: Shape("", Kind.SKELETON, "man", ((300, 300), (320, 340), (280, 400)), visible=(2, 1, 0)),
    Kind.CUBOID: Shape(
        "",
        Kind.CUBOID,
        "car",
        ((100, 100), (200, 100), (200, 200), (100, 200), (130, 80), (230, 80), (230, 180), (130, 180)),
    ),
    Kind.CHOICE: Shape("", Kind.CHOICE, "weather", value="rain"),
    Kind.TEXT: Shape("", Kind.TEXT, "plate", value="川A12345"),
}


def merged(*shapes: Shape) -> Shape:
    """What three people's shapes become."""
    found = settle_scene(scene(*(Answer(f"w{k}", (s,)) for k, s in enumerate(shapes))))
    assert len(found.objects) == 1
    return found.objects[0].shape


def jittered(shape: Shape, seed: int, px: float = 2.0) -> Shape:
    rng = np.random.default_rng(seed)
    points = np.array(shape.points) + rng.normal(scale=px, size=(len(shape.points), 2))
    return Shape(
        "",
        shape.kind,
        shape.label,
        tuple(map(tuple, points.tolist())),
        rotation=shape.rotation,
        visible=shape.visible,
    )


@pytest.mark.parametrize("kind", SHAPES, ids=str)
def test_identical_shapes_give_themselves_back(kind: Kind) -> None:
    shape = SHAPES[kind]

    found = merged(shape, shape, shape)

    assert (found.kind, found.label, found.value) == (shape.kind, shape.label, shape.value)
    if kind is Kind.POLYGON:
        both = area_of(found.points), area_of(shape.points)
        assert shapely.intersection(*both).area / shapely.union(*both).area > 0.97
    elif kind is Kind.POLYLINE:
        gap = shapely.hausdorff_distance(shapely.LineString(found.points), shapely.LineString(shape.points))
        assert gap < 1.5
    elif shape.points:
        assert np.allclose(found.points, shape.points, atol=1e-6)
        assert found.visible == shape.visible


@pytest.mark.parametrize(
    "kind", [Kind.POLYGON, Kind.POLYLINE, Kind.SKELETON, Kind.CUBOID, Kind.POINTS], ids=str
)
def test_three_shaky_hands_are_nearer_the_truth_than_one(kind: Kind) -> None:
    shape = SHAPES[kind]
    errors = []
    for k in range(8):
        hands = [jittered(shape, 10 * k + i, 3.0) for i in range(3)]
        found = merged(*hands)
        line = shapely.LineString if kind is Kind.POLYLINE else shapely.LinearRing
        if kind in (Kind.POLYGON, Kind.POLYLINE):
            one = np.mean([shapely.hausdorff_distance(line(h.points), line(shape.points)) for h in hands])
            many = shapely.hausdorff_distance(line(found.points), line(shape.points))
        else:
            one = np.mean([np.abs(np.array(h.points) - shape.points).mean() for h in hands])
            many = np.abs(np.array(found.points) - shape.points).mean()
        errors.append((many, one))
    assert np.mean([many for many, _ in errors]) < 1.1 * np.mean([one for _, one in errors])


def test_a_rotated_box_told_with_swapped_sides_is_the_same_box() -> None:
    upright = Shape("", Kind.ROTATED_BOX, "car", ((100, 100), (220, 160)), rotation=30)
    swapped = Shape("", Kind.ROTATED_BOX, "car", ((130, 70), (190, 190)), rotation=120)

    found = merged(upright, swapped, upright)

    assert np.allclose(found.points, upright.points, atol=1e-6)
    assert found.rotation == pytest.approx(30)


def test_a_line_drawn_from_the_other_end_is_the_same_line() -> None:
    line = SHAPES[Kind.POLYLINE]
    backward = Shape("", Kind.POLYLINE, "lane", line.points[::-1])

    found = merged(line, backward, line)

    assert np.allclose(found.points[0], line.points[0], atol=1.5)


def test_masks_are_merged_by_their_pixels() -> None:
    masks = []
    for shift in (0, 1, 2):
        mask = np.zeros((72, 128), dtype=bool)
        mask[20:50, 30 + shift : 70 + shift] = True
        masks.append(read_shape({"kind": "mask", "label": "car", "rle": write_rle(mask)}))

    found = merged(*masks)

    area = int(read_rle(found.rle).sum())
    assert abs(area - 1200) <= 60


def test_a_choice_is_voted() -> None:
    rain, sun = SHAPES[Kind.CHOICE], Shape("", Kind.CHOICE, "weather", value="sun")

    assert merged(rain, sun, rain).value == "rain"


@pytest.mark.parametrize(
    "points",
    [((0, 0), (10, 10), (10, 0), (0, 10)), ((0, 0), (10, 10), (5, 5)), ((3, 3), (3, 3), (3, 3))],
    ids=["self-crossing", "zero area", "one point"],
)
def test_degenerate_polygons_have_a_defined_answer(points: tuple[tuple[float, float], ...]) -> None:
    shape = Shape("", Kind.POLYGON, "car", points)

    found = settle_scene(scene(*(Answer(f"w{k}", (shape,)) for k in range(3))))

    assert len(found.objects) + len(found.disputed) >= 1


@pytest.mark.parametrize("kind", SHAPES, ids=str)
def test_a_written_shape_reads_back(kind: Kind) -> None:
    shape = SHAPES[kind]

    assert read_shape(write_shape(shape)) == shape


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"kind": "box", "label": "car", "box": [0, 0, float("nan"), 5]}, "annotation.box[2]"),
        ({"kind": "box", "label": "car", "box": [0, 0, -3, 5]}, "annotation.box"),
        ({"kind": "blob", "label": "car"}, "annotation.kind"),
        ({"kind": "polygon", "label": "car", "points": [[0, 0], [1, 1]]}, "annotation.points"),
        ({"kind": "mask", "label": "car", "rle": {"size": [2, 2], "counts": [9]}}, "annotation.rle"),
        ({"kind": "box", "label": "", "box": [0, 0, 3, 5]}, "annotation.label"),
    ],
    ids=["NaN", "negative width", "unknown kind", "two points", "runs too long", "no label"],
)
def test_a_malformed_annotation_is_refused_with_its_path(document: dict[str, object], path: str) -> None:
    with pytest.raises(MalformedAnnotation) as refused:
        read_shape(document)

    assert refused.value.path == path


def test_what_travels_beside_the_shape_disturbs_nobody() -> None:
    beside = {"group": "g", "extreme": [[20, 10], [30, 20], [20, 30], [10, 20]], "amodal": [0, 0, 90, 40]}
    document = {"id": "a", "kind": "box", "label": "car", "box": [10, 10, 20, 20], "attributes": {}, **beside}

    found = merged(*(read_shape(document) for _ in range(3)))

    assert found.box == pytest.approx((10, 10, 30, 30), abs=0.5)
