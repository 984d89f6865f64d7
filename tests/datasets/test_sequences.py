"""Frames of a video: put in order by their names, alike or not, of one size, sent once."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.datasets import import_service, service
from annotate.datasets.clips import clips_of
from annotate.datasets.file_names import natural_order
from annotate.datasets.models import Image, Sequence
from annotate.datasets.sequence_service import Video, portions_of
from annotate.projects.models import Project
from tests.conftest import People
from tests.datasets import pictures
from tests.datasets.conftest import problems

Send = Callable[..., int]


@pytest.fixture
def send(people: People, project_id: int) -> Send:
    """Frames of one video as Zhao sends them, unpacked; the import's id."""

    def sent(files: dict[str, bytes], name: str = "ride", fps: float = 25.0) -> int:
        streams = [(file, io.BytesIO(content)) for file, content in files.items()]
        with service.stored_pieces(streams) as pieces, transaction() as session:
            upload = service.Upload(pieces, video=Video(name, fps))
            run = service.receive_upload(session, people.zhao, project_id, upload)
        import_service.unpack_import(transaction, run.id)
        return run.id

    return sent


def frames() -> list[tuple[str, int | None]]:
    with reading() as session:
        query = sa.select(Image.name, Image.frame_index).order_by(Image.frame_index, Image.id)
        return [(row.name, row.frame_index) for row in session.execute(query)]


def test_frames_stand_in_the_order_that_people_count(send: Send) -> None:
    names = ["f10.jpg", "f9.jpg", "f1.jpg"]

    send({"ride.zip": pictures.zipped({name: pictures.jpeg(seed) for seed, name in enumerate(names)})})

    assert frames() == [("f1.jpg", 0), ("f9.jpg", 1), ("f10.jpg", 2)]
    with reading() as session:
        [video] = session.scalars(sa.select(Sequence))
        assert (video.name, video.fps, video.frame_count) == ("ride", 25.0, 3)


def test_two_frames_may_be_alike_and_single_pictures_may_not(
    send: Send, upload: Callable[[dict[str, bytes]], int]
) -> None:
    same = pictures.jpeg(7)

    first = send({"1.jpg": same, "2.jpg": same, "3.jpg": same})
    alone = upload({"a.jpg": same, "b.jpg": same})

    assert problems(first) == {}
    assert problems(alone) == {"b.jpg": "duplicate"}
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Image)) == 4


def test_a_frame_of_another_size_is_set_aside_and_named(send: Send, project_id: int) -> None:
    run = send({"1.jpg": pictures.jpeg(1), "2.jpg": pictures.jpeg(2, 80, 60), "3.jpg": pictures.jpeg(3)})

    assert problems(run) == {"2.jpg": "frame_size"}
    assert sorted(frames(), key=str) == [("1.jpg", 0), ("2.jpg", None), ("3.jpg", 1)]
    with reading() as session:
        found = portions_of(session, project_id)
        assert (found.pictures, found.clips, found.frames) == (0, 1, 2)


def test_unpacking_a_video_again_changes_nothing(send: Send) -> None:
    run = send({"1.jpg": pictures.jpeg(1), "2.jpg": pictures.jpeg(2)})

    import_service.unpack_import(transaction, run)

    assert frames() == [("1.jpg", 0), ("2.jpg", 1)]


def test_a_video_of_a_published_project_is_announced_when_it_is_whole(send: Send, project_id: int) -> None:
    with transaction() as session:
        session.get_one(Project, project_id).state = "published"  # type: ignore[assignment]

    send({"1.jpg": pictures.jpeg(1), "2.jpg": pictures.jpeg(2)})

    with reading() as session:
        kinds = sa.select(OutboxEvent.kind).where(OutboxEvent.kind.in_(["image.added", "sequence.added"]))
        assert list(session.scalars(kinds)) == ["sequence.added"]


def test_the_form_names_the_video(browser_of: Callable[[int], Any], people: People, project_id: int) -> None:
    client = browser_of(people.zhao)
    address = f"/api/v1/projects/{project_id}/images"

    def ask(**words: str) -> Any:
        files = {"file": [(io.BytesIO(pictures.jpeg(1)), "1.jpg")]}
        return client.post(address, data={**files, **words})

    assert ask(sequence="ride", fps="12.5").status_code == 202
    again, fast, slow = ask(sequence="ride"), ask(sequence="b", fps="fast"), ask(sequence="b", fps="0")
    assert [one.status_code for one in (again, fast, slow)] == [422, 422, 422]
    assert [one.json["faults"][0]["path"] for one in (again, fast, slow)] == ["sequence", "fps", "fps"]
    with reading() as session:
        assert [row.fps for row in session.scalars(sa.select(Sequence))] == [12.5]


def test_numbers_in_names_count() -> None:
    names = ["a2/f1", "a10/f1", "a2/f10", "b", "a2/f9"]

    assert sorted(names, key=natural_order) == ["a2/f1", "a2/f9", "a2/f10", "a10/f1", "b"]


@pytest.mark.parametrize("frames", [0, 1, 199, 200, 201, 401, 999])
def test_clips_cover_every_frame_once_and_are_of_one_size(frames: int) -> None:
    clips = clips_of(frames)

    assert [place for first, count in clips for place in range(first, first + count)] == list(range(frames))
    assert all(count <= 200 for _, count in clips)
    assert not clips or max(count for _, count in clips) - min(count for _, count in clips) <= 1
