"""The simulated crowd: seeded, true to its known skills, and always within what the API takes."""

import uuid

import pytest

from annotate.demo.scenes import LABELS, truths_of
from annotate.simulate.crowd import Picture, TrueBox, label_picture
from annotate.simulate.scoring import Score, score, total
from annotate.simulate.skill import Habit, make_crowd
from annotate.simulate.truth import CocoTruth, DrawnTruth, true_box

SEED = 7


@pytest.fixture(scope="module")
def pictures() -> list[Picture]:
    return [
        Picture(f"street-{seed:06d}.jpg", 1280, 720, [true_box(truth) for truth in truths_of(seed)], LABELS)
        for seed in range(20)
    ]


def _true_quality(crowd, number, pictures):
    answers = [label_picture(crowd, number, picture, SEED) for picture in pictures]
    return total(score(answer.annotations, p.truths) for answer, p in zip(answers, pictures, strict=True)).f1


def test_the_same_seed_gives_the_same_crowd_and_the_same_answers(pictures):
    crowd = make_crowd(8, SEED)

    assert crowd == make_crowd(8, SEED)
    assert label_picture(crowd, 3, pictures[0], SEED) == label_picture(crowd, 3, pictures[0], SEED)
    assert label_picture(crowd, 3, pictures[0], SEED) != label_picture(crowd, 3, pictures[0], SEED + 1)


def test_a_crowd_of_eight_has_one_spammer_and_a_crowd_of_three_none():
    assert [one.habit for one in make_crowd(8, SEED)].count(Habit.SPAMMER) == 1
    assert {one.habit for one in make_crowd(3, SEED)} == {Habit.DILIGENT}


def test_bad_habits_never_make_more_than_a_quarter():
    crowd = make_crowd(8, SEED, spammers=3, lazy=3, copiers=3)

    assert sum(one.habit is not Habit.DILIGENT for one in crowd) == 2


def test_diligent_annotators_are_good_and_the_spammer_is_not(pictures):
    crowd = make_crowd(12, SEED, lazy=1)

    by_habit = {habit: [] for habit in Habit}
    for one in crowd:
        by_habit[one.habit].append(_true_quality(crowd, one.number, pictures))

    assert min(by_habit[Habit.DILIGENT]) > 0.6
    assert max(by_habit[Habit.SPAMMER]) < 0.1
    assert 0.2 < max(by_habit[Habit.LAZY]) < 0.8


def test_more_skill_means_better_answers(pictures):
    crowd = make_crowd(12, SEED, spammers=0)
    ranked = sorted(crowd, key=lambda one: one.skill.edge_error)

    best, worst = (_true_quality(crowd, one.number, pictures) for one in (ranked[0], ranked[-1]))

    assert best > worst


def test_a_copier_hands_in_the_boxes_of_the_neighbour_under_new_ids(pictures):
    crowd = make_crowd(8, SEED, spammers=0, copiers=1)
    copier = crowd[-1]

    copied = label_picture(crowd, copier.number, pictures[0], SEED).annotations
    own = label_picture(crowd, copier.neighbour, pictures[0], SEED).annotations

    assert [(one["box"], one["label"]) for one in copied] == [(one["box"], one["label"]) for one in own]
    assert not {one["id"] for one in copied} & {one["id"] for one in own}


def test_every_annotation_stays_inside_the_picture_and_names_a_label(pictures):
    crowd = make_crowd(12, SEED, spammers=1, lazy=1, copiers=1)
    for picture in pictures:
        for one in crowd:
            for annotation in label_picture(crowd, one.number, picture, SEED).annotations:
                x, y, width, height = annotation["box"]
                assert x >= 0
                assert y >= 0
                assert width > 0
                assert height > 0
                assert x + width <= 1280.11
                assert y + height <= 720.11
                assert annotation["label"] in LABELS
                assert uuid.UUID(annotation["id"]).version == 4


def test_a_perfect_answer_scores_one_and_an_empty_one_zero():
    truths = [TrueBox("car", (10, 10, 50, 30), {}), TrueBox("person", (200, 40, 20, 60), {})]
    perfect = [{"box": list(truth.box), "label": truth.label} for truth in truths]

    assert score(perfect, truths) == Score(right=2)
    assert score(perfect, truths).f1 == 1.0
    assert score([], truths).f1 == 0.0
    assert score([], []).f1 == 1.0


def test_a_wrong_name_on_a_right_box_is_counted_as_misnamed():
    truths = [TrueBox("car", (10, 10, 50, 30), {})]

    assert score([{"box": [11, 10, 50, 30], "label": "bus"}], truths) == Score(misnamed=1)


def test_drawn_pictures_know_their_truth_by_name_and_others_do_not():
    source = DrawnTruth()

    assert len(source.truths("street-000003.jpg")) == len(truths_of(3))
    assert source.truths("photo.jpg") is None


def test_truth_is_read_from_a_coco_file():
    source = CocoTruth(
        {
            "images": [{"id": 5, "file_name": "val/a.jpg"}, {"id": 6, "file_name": "b.jpg"}],
            "categories": [{"id": 3, "name": "car"}],
            "annotations": [{"image_id": 5, "category_id": 3, "bbox": [1, 2, 3, 4]}],
        }
    )

    assert source.truths("a.jpg") == (TrueBox("car", (1, 2, 3, 4), {}),)
    assert source.truths("b.jpg") == ()
    assert source.truths("c.jpg") is None
