"""Tracks of a label file are proposed for clips: she begins with them, and what became of each is noted."""

import uuid
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.consensus import verify_service
from annotate.core.db import reading, transaction
from annotate.datasets import prelabel_service
from annotate.datasets import queries as datasets
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.registry import FORMATS
from annotate.datasets.models import Image
from annotate.projects.ontology import parse_ontology
from annotate.projects.tracks import shape_at, tracks_of
from annotate.work import queries, service, task_service
from annotate.work.models import SubmissionProposals
from annotate.work.service import SubmissionBody
from tests.conftest import People
from tests.datasets.conftest import problems
from tests.datasets.test_known_clips import FRAMES, Send, car, facts, files, project_id, send
from tests.work.conftest import ONTOLOGY
from tests.work.test_clips import take

__all__ = ["project_id", "send"]


def proposed_to(people: People, project_id: int) -> tuple[int, list[dict[str, Any]]]:
    """(assignment, tracks it begins with) of the first clip that Mei gets."""
    with transaction() as session:
        task_service.publish_project(session, people.zhao, project_id)
    got = take(people.mei, project_id)
    with reading() as session:
        [whole] = queries.handed_out(session, [got.id])
    return got.id, list(whole.prelabels["annotations"]) if whole.prelabels else []


@pytest.mark.parametrize("format", ["cvat_video", "mot"])
def test_a_clip_begins_with_the_tracks_of_its_own_frames(
    send: Send, project_id: int, people: People, format: str
) -> None:
    import_id = send(format, files(format, range(FRAMES)), "prelabels")

    _assignment, tracks = proposed_to(people, project_id)

    assert problems(import_id) == {}
    assert facts(import_id).objects == len(tracks) * 2
    [keys] = tracks_of(tracks).values()
    for frame in (0, 70, 149):
        shape = shape_at(keys, frame)
        assert shape is not None
        assert shape["box"][0] % 300 == pytest.approx((10 + 2 * frame) % 300, abs=0.1)


def test_what_became_of_each_proposed_key_frame_is_noted(send: Send, project_id: int, people: People) -> None:
    send("mot", files("mot", range(0, 60)), "prelabels")
    assignment_id, tracks = proposed_to(people, project_id)
    assert len(tracks) >= 2
    kept = [dict(shape) for shape in tracks[:-1]]
    kept[0] = {**kept[0], "box": [kept[0]["box"][0] + 5, *kept[0]["box"][1:]]}

    with transaction() as session:
        service.submit(session, people.mei, assignment_id, SubmissionBody(str(uuid.uuid4()), kept, 9_000))

    with reading() as session:
        [entries] = session.scalars(sa.select(SubmissionProposals.entries))
    decided = {entry["id"]: entry["decision"] for entry in entries}
    assert decided[tracks[0]["id"]] == "fixed"
    assert decided[tracks[-1]["id"]] == "rejected"
    assert {decided[shape["id"]] for shape in tracks[1:-1]} <= {"accepted"}


def test_a_clip_of_which_nothing_is_told_begins_empty(send: Send, project_id: int, people: People) -> None:
    send("mot", files("mot", range(200, 260)), "prelabels")

    with reading() as session:
        first = session.scalars(sa.select(Image.id).where(Image.frame_index == 0)).one()
        assert datasets.proposed_for(session, [first]) == {}


def test_tracks_are_not_taken_for_objects_of_one_picture(send: Send, project_id: int) -> None:
    send("mot", files("mot", range(60)), "prelabels")

    with reading() as session:
        assert list(verify_service._proposed(session, project_id)) == []


def of_single_pictures(format: str, shapes: dict[int, tuple[dict[str, Any], ...]]) -> dict[str, bytes]:
    """A file of pictures whose names are those of frames; it knows no tracks."""
    pictures = [LabelledPicture(f"{number:06d}.jpg", 1280, 720, shown) for number, shown in shapes.items()]
    written = FORMATS[format].write(pictures, parse_ontology(ONTOLOGY))
    return {name: b"".join(parts) for name, parts in written}


@pytest.mark.parametrize("format", ["coco", "yolo", "voc"])
def test_labels_of_single_frames_begin_as_tracks_of_one_frame(
    send: Send, project_id: int, people: People, format: str
) -> None:
    """Two cars at the fourth frame, the first frame and the last of the clip; nothing is said of which is which."""
    shown = {0: (car(0),), 3: (car(3), car(3, left=600.0)), 149: (car(149),)}

    import_id = send(format, of_single_pictures(format, shown), "prelabels")

    _assignment, tracks = proposed_to(people, project_id)
    keys = tracks_of(tracks)
    assert len(keys) == 4
    at = {frame: [shape_at(one, frame) for one in keys.values()] for frame in (0, 1, 2, 3, 4, 148, 149)}
    seen = {
        frame: sorted(s["box"][0] for s in shapes if s is not None and not s.get("outside"))
        for frame, shapes in at.items()
    }
    assert seen[3] == pytest.approx([16, 606], abs=1.1)
    assert (len(seen[0]), len(seen[149])) == (1, 1)
    assert (seen[1], seen[2], seen[4], seen[148]) == ([], [], [], [])
    assert facts(import_id).objects == 4
    assert "prelabel_one_frame" in problems(import_id).values()


def test_single_frames_are_proposed_to_their_clip_and_to_no_picture(send: Send, project_id: int) -> None:
    send("coco", of_single_pictures("coco", {3: (car(3),)}), "prelabels")

    with reading() as session:
        frames = session.scalars(sa.select(Image.id).order_by(Image.frame_index)).all()
        assert set(datasets.proposed_for(session, frames)) == {frames[0]}


def test_what_was_said_of_single_frames_is_replaced_by_the_same_source(send: Send, project_id: int) -> None:
    send("coco", of_single_pictures("coco", {3: (car(3),)}), "prelabels")
    again = send("coco", of_single_pictures("coco", {200: (car(200),)}), "prelabels")

    with reading() as session:
        first, second = session.scalars(sa.select(Image.id).where(Image.frame_index.in_([0, 150]))).all()
        assert set(datasets.proposed_for(session, [first, second])) == {second}
    assert facts(again).objects == 1


def test_what_lies_outside_a_frame_is_left_out_by_name(send: Send, project_id: int) -> None:
    outside = {**car(3), "box": [2000.0, 20.0, 10.0, 10.0]}

    import_id = send("coco", of_single_pictures("coco", {3: (outside, car(3))}), "prelabels")

    assert facts(import_id).objects == 1
    assert facts(import_id).left_out == 1


def test_more_than_an_answer_may_hold_is_named_and_not_proposed(
    send: Send, project_id: int, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prelabel_service, "MOST_SHAPES", 3)

    import_id = send("coco", of_single_pictures("coco", {3: (car(3), car(3, left=600.0))}), "prelabels")

    assert problems(import_id)["ride: 1–150"] == "prelabel_too_many"
    assert facts(import_id).objects == 0
    _assignment, tracks = proposed_to(people, project_id)
    assert tracks == []


def test_frames_of_a_video_that_is_not_whole_are_named(send: Send, project_id: int) -> None:
    with transaction() as session:
        session.execute(sa.update(Image).where(Image.frame_index == 3).values(frame_index=None))

    import_id = send("coco", of_single_pictures("coco", {3: (car(3),)}), "prelabels")

    assert problems(import_id) == {"000003.jpg": "prelabel_video_waits"}
    assert facts(import_id).objects == 0
