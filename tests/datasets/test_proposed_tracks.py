"""Tracks of a label file are proposed for clips: she begins with them, and what became of each is noted."""

import uuid
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.consensus import verify_service
from annotate.core.db import reading, transaction
from annotate.datasets import queries as datasets
from annotate.datasets.models import Image
from annotate.projects.tracks import shape_at, tracks_of
from annotate.work import queries, service, task_service
from annotate.work.models import SubmissionProposals
from annotate.work.service import SubmissionBody
from tests.conftest import People
from tests.datasets.conftest import problems
from tests.datasets.test_known_clips import FRAMES, Send, facts, files, project_id, send
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
