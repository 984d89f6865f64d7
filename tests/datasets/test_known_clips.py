"""Label files of videos as finished work: tracks of every clip, what does not fit by its name, limits first."""

import io
from collections.abc import Callable, Iterable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.consensus.service import iter_labelled_pictures
from annotate.core.db import reading, transaction
from annotate.datasets import prelabel_service, queries, service
from annotate.datasets.errors import ClipsAreNoChecks
from annotate.datasets.formats import reading as limits
from annotate.datasets.formats.picture import Clip, LabelledPicture
from annotate.datasets.formats.registry import READABLE
from annotate.datasets.states import LabelPurpose
from annotate.projects.ontology import parse_ontology
from annotate.quality import known_service
from annotate.quality.errors import LabelsInUse
from annotate.work import task_service
from annotate.work.models import Task
from tests.conftest import People
from tests.datasets.conftest import problems
from tests.work.conftest import ONTOLOGY
from tests.work.test_clips import make_ride, take
from worker_tasks.datasets import KEEPERS

FRAMES = 300  # two clips of 150
Send = Callable[..., int]


@pytest.fixture
def project_id(people: People) -> int:
    """Zhao's project with a video of two clips, not published."""
    return make_ride(people, frames=FRAMES).project_id


@pytest.fixture
def send(people: People, project_id: int) -> Send:
    def take_in(format: str, files: dict[str, bytes], purpose: str = "finished") -> int:
        streams = [(name, io.BytesIO(content)) for name, content in files.items()]
        with service.stored_pieces(streams) as pieces, transaction() as session:
            given = (project_id, pieces, format, "old tracks", LabelPurpose(purpose))
            run = prelabel_service.receive_labels(session, people.zhao, *given)
        prelabel_service.read_labels(transaction, run.id, KEEPERS)
        return run.id

    return take_in


def car(frame: int, track: str = "a", left: float = 10.0) -> dict[str, Any]:
    return {
        "id": f"{track}-{frame}",
        "kind": "box",
        "label": "car",
        "box": [left + 2 * frame, 20.0, 100.0, 40.0],
        "attributes": {"occluded": frame % 2 == 1},
        "track": track,
        "frame": frame,
    }


def files(format: str, seen: Iterable[int], label: str = "car") -> dict[str, bytes]:
    """As the format is written: one car that moves, in sight at these frames."""
    at = set(seen)
    ride = [
        LabelledPicture(
            f"{number:06d}.jpg",
            1280,
            720,
            (car(number),) if number in at else (),
            sequence=Clip("ride", 25.0, FRAMES),
            frame=number,
        )
        for number in range(FRAMES)
    ]
    written = READABLE[format].write(ride, parse_ontology(ONTOLOGY))
    texts = {name: b"".join(parts) for name, parts in written}
    return {name: text.replace(b"car", label.encode()) for name, text in texts.items()}


def facts(import_id: int) -> queries.LabelsFacts:
    with reading() as session:
        found = queries.import_facts(session, service.import_of(session, import_id)).labels
    assert found is not None
    return found


def tasks() -> dict[int, str]:
    """State of each clip by its first frame."""
    with reading() as session:
        rows = session.execute(sa.select(Task.first_frame, Task.state).order_by(Task.first_frame))
        return {first: state.value for first, state in rows}


@pytest.mark.parametrize("format", ["cvat_video", "mot"])
def test_tracks_of_every_clip_are_finished_and_exported_frame_by_frame(
    send: Send, project_id: int, people: People, format: str
) -> None:
    import_id = send(format, files(format, range(FRAMES)))

    with reading() as session:
        pictures = list(iter_labelled_pictures(session, project_id))
    assert len(pictures) == FRAMES
    for number, picture in enumerate(pictures):
        (found,) = picture.annotations
        assert found["box"] == pytest.approx([10.0 + 2 * number, 20.0, 100.0, 40.0], abs=0.06)
        assert (found["label"], picture.imported_from, picture.frame) == ("car", "old tracks", number)
    assert problems(import_id) == {}
    assert tasks() == {0: "agreed", 150: "agreed"}
    with transaction() as session:
        assert task_service.publish_project(session, people.zhao, project_id) == 0
    # Harmless when it runs again.
    prelabel_service.read_labels(transaction, import_id, KEEPERS)
    assert tasks() == {0: "agreed", 150: "agreed"}


def test_a_clip_of_which_nothing_is_told_stays_work_for_people(
    send: Send, project_id: int, people: People
) -> None:
    import_id = send("mot", files("mot", range(20, 60)))

    assert problems(import_id) == {"ride: 151–300": "known_unlabelled"}
    with transaction() as session:
        assert task_service.publish_project(session, people.zhao, project_id) == 1
    assert tasks() == {0: "agreed", 150: "open"}
    assert take(people.mei, project_id).frames[0].name == "000150.jpg"


def test_unknown_classes_leave_their_clip_out(send: Send) -> None:
    import_id = send("mot", files("mot", range(20, 60), label="tram"))

    assert problems(import_id) == {
        "ride: 1–150": "known_incomplete",
        "ride: 151–300": "known_unlabelled",
        "tram": "prelabel_unknown_label",
    }
    assert (facts(import_id).objects, facts(import_id).refused) == (
        0,
        {"known_incomplete": 1, "known_unlabelled": 1},
    )
    assert tasks() == {}


def test_a_clip_that_somebody_has_begun_is_left_to_her(send: Send, project_id: int, people: People) -> None:
    with transaction() as session:
        task_service.publish_project(session, people.zhao, project_id)
    begun = take(people.mei, project_id).frames[0].name

    import_id = send("cvat_video", files("cvat_video", range(FRAMES)))

    name = "ride: 1–150" if begun == "000000.jpg" else "ride: 151–300"
    assert problems(import_id) == {name: "known_begun"}


def test_lines_that_cannot_be_read_take_the_whole_upload_down(send: Send) -> None:
    texts = files("mot", range(20, 60))
    texts["ride/gt/gt.txt"] += b"70,1,nan,4,4,8,1,1,1\n"

    import_id = send("mot", texts)

    assert set(problems(import_id).values()) == {"label_file", "known_faulty"}
    assert tasks() == {}


@pytest.mark.parametrize("format", ["cvat_video", "mot"])
def test_tracks_times_frames_are_limited_before_they_are_made(
    send: Send, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    monkeypatch.setattr(limits, "MOST_ON_FRAMES", 100)

    import_id = send(format, files(format, range(FRAMES)))

    assert sorted(problems(import_id).values()) == ["known_faulty", "label_file"]
    assert tasks() == {}


def test_a_part_of_a_video_is_no_check(send: Send) -> None:
    with pytest.raises(ClipsAreNoChecks):
        send("mot", files("mot", range(9)), "gold")


def test_clips_are_taken_back_like_pictures(send: Send, project_id: int, people: People) -> None:
    with transaction() as session:
        task_service.publish_project(session, people.zhao, project_id)
    import_id = send("mot", files("mot", range(FRAMES)))
    assert tasks() == {0: "agreed", 150: "agreed"}

    with transaction() as session:
        assert known_service.undo_import(session, people.zhao, import_id) == 2

    assert tasks() == {0: "open", 150: "open"}
    again = send("mot", files("mot", range(FRAMES)))
    with transaction() as session:
        session.execute(sa.update(Task).values(state="to_reviewer"))
    with pytest.raises(LabelsInUse), transaction() as session:
        known_service.undo_import(session, people.zhao, again)
