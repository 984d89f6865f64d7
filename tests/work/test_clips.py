"""A video as work: one task a clip, every frame handed out and shown, key frames checked, answers settled."""

import uuid
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.consensus import service as consensus
from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid
from annotate.datasets.models import Dataset, Image, Sequence
from annotate.datasets.states import ImageState
from annotate.projects import service as projects
from annotate.projects.budget import Plan, budget_needed_e4
from annotate.projects.tracks import frames_of
from annotate.work import queries, service, task_service
from annotate.work.errors import NotReadyToPublish
from annotate.work.models import Task
from annotate.work.service import SubmissionBody
from tests.conftest import People
from tests.work.conftest import ONTOLOGY


@dataclass(frozen=True)
class Ride:
    """A published project with one video of 450 frames: three clips of 150."""

    project_id: int
    image_ids: tuple[int, ...]


def make_ride(people: People, frames: int = 450, funded_e4: int = 10_000_000) -> Ride:
    with transaction() as session:
        new = projects.NewProject(
            name="跟车", ontology=ONTOLOGY, rate_e4=4200, redundancy_min=2, redundancy_max=2, confidence=0.9
        )
        project_id = projects.create_project(session, people.zhao, new).id
        projects.record_funding(session, project_id, funded_e4)
        dataset = Dataset(project_id=project_id, name="pictures")
        session.add(dataset)
        session.flush()
        video = Sequence(
            dataset_id=dataset.id, project_id=project_id, name="ride", fps=25.0, frame_count=frames
        )
        session.add(video)
        session.flush()
        images = [_frame(dataset.id, project_id, video.id, number) for number in range(frames)]
        session.add_all(images)
        session.flush()
        return Ride(project_id, tuple(image.id for image in images))


def _frame(dataset_id: int, project_id: int, sequence_id: int, number: int) -> Image:
    return Image(
        dataset_id=dataset_id,
        project_id=project_id,
        sequence_id=sequence_id,
        frame_index=number,
        name=f"{number:06d}.jpg",
        sha256="0" * 64,
        width_px=1280,
        height_px=720,
        byte_size=1000,
        media_type="image/jpeg",
        storage_key=f"images/{number}.jpg",
        state=ImageState.READY,
    )


@pytest.fixture
def ride(people: People) -> Ride:
    made = make_ride(people)
    with transaction() as session:
        task_service.publish_project(session, people.zhao, made.project_id)
    return made


def key(track: str, frame: int, left: float, **more: Any) -> dict[str, Any]:
    common = {"id": str(uuid.uuid4()), "kind": "box", "label": "car", "attributes": {"occluded": False}}
    return {
        **common,
        "box": [left, 100.0, 80.0, 60.0],
        "track": track,
        "frame": frame,
        "keyframe": True,
        **more,
    }


def take(annotator_id: int, project_id: int) -> queries.HandedOut:
    with transaction() as session:
        handout = service.lease_bag(session, annotator_id, project_id, 1)
        return queries.handed_out(session, [handout.assignments[0].id])[0]


def submit(annotator_id: int, assignment_id: int, annotations: list[dict[str, Any]]) -> str:
    with transaction() as session:
        body = SubmissionBody(str(uuid.uuid4()), annotations, 60_000)
        return service.submit(session, annotator_id, assignment_id, body).submission.id


def test_a_video_becomes_clips_once(people: People, ride: Ride) -> None:
    with transaction() as session:
        task_service.publish_project(session, people.zhao, ride.project_id)

    with reading() as session:
        rows = session.execute(sa.select(Task.first_frame, Task.frame_count, Task.image_id).order_by(Task.id))
        assert [tuple(row) for row in rows] == [(f, 150, ride.image_ids[f]) for f in (0, 150, 300)]


def test_the_budget_counts_clips_and_not_frames(people: People) -> None:
    clips, answers = 3, 2
    enough = budget_needed_e4(Plan(clips * answers, 4200))
    poor, rich = make_ride(people, funded_e4=enough - 1), make_ride(people, funded_e4=enough)

    with pytest.raises(NotReadyToPublish), transaction() as session:
        task_service.publish_project(session, people.zhao, poor.project_id)
    with transaction() as session:
        assert task_service.publish_project(session, people.zhao, rich.project_id) == clips


def test_a_clip_is_handed_out_with_every_frame(people: People, ride: Ride) -> None:
    first, second = take(people.mei, ride.project_id), None
    submit(people.mei, first.id, [])
    second = take(people.mei, ride.project_id)

    assert first.clip is not None
    assert (first.clip.name, first.clip.fps, first.clip.frames) == ("ride", 25.0, 150)
    assert [frame.image_id for frame in second.frames] == list(ride.image_ids[150:300])
    assert [frame.number for frame in second.frames] == list(range(150))


def test_she_sees_the_frames_of_her_clip_and_no_others(people: People, ride: Ride) -> None:
    take(people.mei, ride.project_id)

    with reading() as session:
        seen = [queries.has_had_image(session, people.mei, ride.image_ids[f]) for f in (0, 149, 150, 449)]
        assert seen == [True, True, False, False]
        assert not queries.has_had_image(session, people.an, ride.image_ids[0])


@pytest.mark.parametrize(
    ("annotations", "code"),
    [
        pytest.param([key("a", 150, 10)], "frame_outside", id="a frame that the clip has not"),
        pytest.param([key("a", 3, 10), key("a", 3, 20)], "key_frame_twice", id="two key frames at one frame"),
        pytest.param([key("a", 3, 10, outside=True)], "never_seen", id="never in sight"),
        pytest.param(
            [key("a", 3, 10), key("a", 9, 20, attributes={"occluded": True})],
            "track_differs",
            id="a fixed attribute that changes",
        ),
    ],
)
def test_key_frames_that_contradict_each_other_are_named(
    people: People, ride: Ride, annotations: list[dict[str, Any]], code: str
) -> None:
    hers = take(people.mei, ride.project_id)

    with pytest.raises(Invalid) as refused:
        submit(people.mei, hers.id, annotations)

    assert [fault.code for fault in refused.value.faults] == [code]


def test_two_answers_to_a_clip_are_settled_as_tracks(people: People, ride: Ride) -> None:
    mei, an = take(people.mei, ride.project_id), take(people.an, ride.project_id)
    submit(people.mei, mei.id, [key("a", 0, 100), key("a", 149, 398)])
    last = submit(people.an, an.id, [key("1", 0, 101), key("1", 70, 240), key("1", 149, 400)])

    with transaction() as session:
        found = consensus.settle_submission(session, last)
        assert found is not None
        assert str(found.decision) == "agreed"
        shown = frames_of(found.annotations, 150)
        assert [len(shapes) for shapes in shown] == [1] * 150
        assert {one["track"] for one in found.annotations} == {found.annotations[0]["track"]}
        assert len(found.annotations) < 10
        assert shown[75][0]["box"][0] == pytest.approx(250, abs=4)


def test_an_export_has_the_boxes_of_every_frame(people: People, ride: Ride) -> None:
    mei, an = take(people.mei, ride.project_id), take(people.an, ride.project_id)
    submit(people.mei, mei.id, [key("a", 0, 100), key("a", 149, 398)])
    last = submit(people.an, an.id, [key("1", 0, 101), key("1", 149, 400)])
    with transaction() as session:
        consensus.settle_submission(session, last)

    with reading() as session:
        pictures = list(consensus.iter_labelled_pictures(session, ride.project_id))

    assert [picture.frame for picture in pictures] == list(range(150))
    assert all(picture.sequence is not None and picture.sequence.name == "ride" for picture in pictures)
    assert pictures[100].annotations[0]["box"][0] == pytest.approx(300, abs=4)
