"""Drawn scenes: always the same for a seed, and truth that lies exactly on the pixels."""

import numpy as np
import pytest
from PIL import Image

from annotate.demo.scenes import LABELS, Scene, draw_scene, picture_name, seed_of, truths_of

SEEDS = (1, 5, 22, 31, 44, 49)


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    return [draw_scene(seed) for seed in SEEDS]


def test_the_same_seed_draws_the_same_picture_and_truth(scenes):
    again = draw_scene(SEEDS[0])

    assert again.jpeg() == scenes[0].jpeg()
    assert again.truths == scenes[0].truths


def test_another_seed_draws_another_picture(scenes):
    assert len({scene.jpeg() for scene in scenes}) == len(SEEDS)


def test_the_truth_alone_equals_the_truth_beside_the_picture(scenes):
    assert [truths_of(seed) for seed in SEEDS] == [scene.truths for scene in scenes]


def test_every_box_lies_inside_the_picture_and_has_area(scenes):
    for truth in (truth for scene in scenes for truth in scene.truths):
        x, y, width, height = truth.box
        assert width >= 8
        assert height >= 8
        assert x >= 0
        assert y >= 0
        assert x + width <= 1280
        assert y + height <= 720


def test_the_box_of_a_fully_seen_object_touches_its_outermost_pixels(scenes):
    checked = 0
    for scene in scenes:
        for i, truth in enumerate(scene.truths):
            if truth.hidden_share > 0:
                continue
            rows, columns = np.nonzero(scene.owner == i)
            checked += 1
            seen = (columns.min(), rows.min(), columns.max() - columns.min() + 1, rows.max() - rows.min() + 1)
            assert truth.box == seen
    assert checked > 20


def test_a_hidden_object_is_seen_only_inside_its_box(scenes):
    for scene in scenes:
        for i, truth in enumerate(scene.truths):
            x, y, width, height = truth.box
            rows, columns = np.nonzero(scene.owner == i)
            assert len(rows)
            assert x <= columns.min()
            assert columns.max() < x + width
            assert y <= rows.min()
            assert rows.max() < y + height


def test_only_objects_at_the_picture_edge_are_truncated(scenes):
    for truth in (truth for scene in scenes for truth in scene.truths):
        x, y, width, height = truth.box
        at_edge = x == 0 or y == 0 or x + width == 1280 or y + height == 720
        assert at_edge or not truth.truncated


def test_occlusion_follows_the_hidden_share(scenes):
    truths = [truth for scene in scenes for truth in scene.truths]

    assert {truth.occluded for truth in truths} == {True, False}
    assert all(truth.occluded == (truth.hidden_share >= 0.08) for truth in truths)
    assert all(truth.hidden_share <= 0.7 for truth in truths)


def test_all_eight_labels_appear_over_a_few_seeds():
    found = {truth.label for seed in range(40) for truth in truths_of(seed)}

    assert found == set(LABELS)


def test_the_picture_is_a_jpeg_of_the_promised_size(scenes, tmp_path):
    path = tmp_path / picture_name(SEEDS[0])
    path.write_bytes(scenes[0].jpeg())

    with Image.open(path) as picture:
        assert picture.size == (1280, 720)
        assert picture.format == "JPEG"
    assert path.stat().st_size < 400_000


@pytest.mark.parametrize(
    ("name", "seed"),
    [("street-000012.jpg", 12), ("batch/street-000012.jpg", 12), ("photo.jpg", None), ("street-x.jpg", None)],
)
def test_the_seed_is_read_from_the_name_of_a_drawn_picture_only(name, seed):
    assert seed_of(name) == seed
