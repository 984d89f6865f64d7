"""Video files: their frames are taken as chosen, upright, once; what is no video is refused by name."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image as Picture
from sqlalchemy.orm import Session

from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid
from annotate.core.models import OutboxEvent
from annotate.core.storage import storage
from annotate.datasets import film_service, import_service, service
from annotate.datasets.content import AVI, MATROSKA, MP4, sniff
from annotate.datasets.decode_service import Decoder, Film, film_decoder
from annotate.datasets.films import Picker, Taking, film_name, frame_name, taking_of, true_rate
from annotate.datasets.models import FilmFile, Image, ImportRun, Sequence
from annotate.datasets.sequence_service import Video
from annotate.datasets.zip_rules import Refusal
from annotate.projects.models import Project
from tests.conftest import People
from tests.datasets import films, pictures
from tests.datasets.conftest import Upload, images, problems

SHARED = (
    Path(os.environ.get("DOUYA_SHARED", Path(__file__).parents[2].parent / "shared")) / "data" / "sequence"
)
Taken = Callable[..., Film | Refusal]


def _untold(_written: int, _expected: int) -> None:
    """Nobody asks how far it is."""


@pytest.fixture
def take(tmp_path: Path) -> Iterator[Taken]:
    """A video's frames in tmp_path, taken by a limited process."""
    with film_decoder() as decoder:

        def taken(content: bytes, rate: float | None = 2.0) -> Film | Refusal:
            (tmp_path / "video").write_bytes(content)
            return decoder.take_frames(tmp_path / "video", sniff(content), tmp_path, rate, _untold)

        yield taken


def sequences() -> list[tuple[str, float, int | None]]:
    with reading() as session:
        return [
            (one.name, one.fps, one.frame_count)
            for one in session.scalars(sa.select(Sequence).order_by(Sequence.name))
        ]


@pytest.mark.parametrize(
    ("container", "codec", "kind"),
    [
        ("mp4", "mpeg4", MP4),
        ("mp4", "libx264", MP4),
        ("mov", "mpeg4", MP4),
        ("matroska", "mpeg4", MATROSKA),
        ("webm", "libvpx", MATROSKA),
        ("webm", "libvpx-vp9", MATROSKA),
        ("avi", "mpeg4", AVI),
    ],
)
def test_every_usual_kind_of_video_is_known_by_its_content(
    take: Taken, container: str, codec: str, kind: str
) -> None:
    content = films.film(container=container, codec=codec)

    assert sniff(content) == kind
    assert take(content) == Film(4, 2.0, 96, 64, 96, 64)


@pytest.mark.parametrize(
    ("rate", "frames", "fps"),
    [(2.0, 4, 2.0), (3.0, 6, 3.0), (0.5, 1, 0.5), (10.0, 20, 10.0), (60.0, 20, 10.0)],
)
def test_so_many_frames_a_second_are_taken_and_never_more_than_there_are(
    take: Taken, rate: float, frames: int, fps: float
) -> None:
    found = take(films.film(frames=20, fps=10), rate)

    assert isinstance(found, Film)
    assert (found.frames, found.fps) == (frames, fps)


@pytest.mark.parametrize("container", ["mp4", "matroska", "avi"])
def test_sound_that_goes_on_after_the_picture_is_no_fault(take: Taken, container: str) -> None:
    found = take(films.with_longer_sound(container))

    assert isinstance(found, Film)
    assert found.frames == 4


@pytest.mark.parametrize("container", ["mp4", "matroska", "webm", "avi"])
def test_half_of_a_short_video_is_told_from_a_whole_one(take: Taken, container: str) -> None:
    codec = "libvpx" if container == "webm" else "mpeg4"
    options = {"movflags": "faststart"} if container == "mp4" else {}
    whole = films.film(frames=20, fps=10, container=container, codec=codec, **options)

    for cut in range(55, 80, 5):
        assert isinstance(take(whole[: len(whole) * cut // 100]), Refusal), cut


def test_key_frames_are_taken_where_the_camera_wrote_them(take: Taken, tmp_path: Path) -> None:
    found = take(films.film(frames=20, fps=10, key_every=5), None)

    assert isinstance(found, Film)
    assert (found.frames, found.fps) == (4, 2.0)
    greys = [Picture.open(tmp_path / f"{number:06d}.jpg").getpixel((50, 10))[0] for number in range(1, 5)]  # type: ignore[index]
    assert greys == pytest.approx([0, 25, 50, 75], abs=6)


@pytest.mark.parametrize(
    ("turned", "size", "white"),
    [(0, (96, 64), "bottom"), (90, (64, 96), "right"), (180, (96, 64), "top"), (-90, (64, 96), "left")],
)
def test_a_video_is_set_upright_as_a_player_shows_it(
    take: Taken, tmp_path: Path, turned: int, size: tuple[int, int], white: str
) -> None:
    found = take(films.film(turned=turned, codec="libx264"))

    assert isinstance(found, Film)
    frame = Picture.open(tmp_path / "000001.jpg").convert("L")
    assert frame.size == (found.width_px, found.height_px) == size
    middle = {
        "top": (size[0] // 2, 5),
        "bottom": (size[0] // 2, size[1] - 5),
        "left": (5, size[1] // 2),
        "right": (size[0] - 5, size[1] // 2),
    }
    assert {side: frame.getpixel(at) > 128 for side, at in middle.items()}[white]  # type: ignore[operator]
    other = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}[white]
    assert frame.getpixel(middle[other]) < 128  # type: ignore[operator]


HOSTILE = {
    "cut.mp4": (films.film(codec="libx264", frames=60)[:-700], "broken_video"),
    "cut-with-head-first.mp4": (films.film(frames=90, movflags="faststart")[:4000], "broken_video"),
    "cut.mkv": (films.film(container="matroska", frames=90)[:4000], "broken_video"),
    "cut.avi": (films.film(container="avi", frames=90)[:7000], "broken_video"),
    "nonsense.mp4": (films.film()[:40] + b"\x7f" * 3000, "broken_video"),
    "sound.mp4": (films.sound_only(), "no_video_track"),
    "empty.mkv": (films.film(container="matroska", frames=0), "no_frames"),
    "empty.avi": (films.film(container="avi", frames=0), "no_frames"),
    "rare.avi": (films.film(container="avi", codec="ffvhuff"), "video_codec"),
    "photo.mp4": (pictures.jpeg(5), "not_a_video"),
    "list.mp4": (b"#EXTM3U\n#EXTINF:1,\nhttp://169.254.169.254/latest/meta-data\n", "not_a_video"),
    "script.avi": (b"ffconcat version 1.0\nfile /etc/passwd\n", "not_a_video"),
    "nothing.webm": (b"", "not_a_video"),
}


def test_each_bad_video_is_refused_by_name_and_the_rest_is_taken(
    upload: Upload, browser_of: Callable[[int], Any], people: People
) -> None:
    bad = {name: content for name, (content, _) in HOSTILE.items()}

    run = upload({"street.jpg": pictures.jpeg(1), **bad, "ride.mp4": films.film()})

    assert problems(run) == {name: code for name, (_, code) in HOSTILE.items()}
    assert sequences() == [("ride", 2.0, 4)]
    assert [image.name for image in images() if image.sequence_id is None] == ["street.jpg"]
    told = browser_of(people.zhao).get(f"/api/v1/imports/{run}").json
    assert (told["taken"], len(told["problems"])) == (5, len(HOSTILE))
    assert [(one["name"], one["fps"], one["frames"]) for one in told["videos"]] == [("ride", 2.0, 4)]
    page = browser_of(people.zhao).get(f"/imports/{run}").get_data(as_text=True)
    for name in HOSTILE:
        assert name in page


def test_too_large_too_long_and_too_many_are_refused_before_much_is_done(
    take: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    large, long = films.film(width=4160, height=2304, frames=1), films.film(frames=2, fps=1)

    assert take(large) == Refusal("video_pixels", {"width": 4160, "height": 2304, "limit": 9.5})
    assert take(films.film(frames=8000, fps=60, width=16, height=16), 60.0) == Refusal(
        "video_frames", {"count": 8000, "limit": 3000}
    )
    assert isinstance(take(long), Film)
    lasting = films.film(frames=3, fps=1, container="matroska", seconds_between=1900)
    assert take(lasting) == Refusal("video_long", {"minutes": 63, "limit": 60})


def test_a_video_whose_time_is_up_is_refused_and_its_process_ends(tmp_path: Path) -> None:
    (tmp_path / "video").write_bytes(films.film())
    decoder = Decoder(seconds=0.0)

    refusal = decoder.take_frames(tmp_path / "video", MP4, tmp_path, 2.0, _untold)

    assert refusal == Refusal("video_slow", {})
    assert decoder._process is None


def test_frames_are_pictures_like_any_other_with_preview_and_no_sound_place_or_camera(upload: Upload) -> None:
    upload({"路口/ride.mp4".rpartition("/")[2]: films.film(frames=20, fps=10)})

    frames = images()
    assert [(frame.name, frame.frame_index) for frame in frames] == [
        (f"ride_{number:06d}.jpg", number - 1) for number in range(1, 5)
    ]
    for frame in frames:
        kept = Picture.open(io.BytesIO(storage().get(frame.storage_key)))
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (96, 64), {})
        assert Picture.open(io.BytesIO(storage().get(frame.preview_key or ""))).format == "WEBP"


def test_the_original_is_forgotten_when_its_frames_are_taken(upload: Upload) -> None:
    run = upload({"ride.mp4": films.film()})

    with reading() as session:
        query = sa.text("SELECT pieces FROM parcel WHERE import_run_id = :run")
        assert str(session.scalar(query, {"run": run})) == "[]"


def test_the_same_video_and_another_of_its_name_are_named(upload: Upload) -> None:
    first = films.film(frames=20)
    upload({"ride.mp4": first})

    again = upload({"copy.mp4": first, "ride.mov": films.film(frames=30), "other.mp4": films.film(frames=40)})

    assert problems(again) == {"copy.mp4": "video_twice", "ride.mov": "video_name"}
    assert [name for name, _, _ in sequences()] == ["other", "ride"]


def test_videos_inside_a_zip_are_taken_with_their_folders(upload: Upload) -> None:
    packed = pictures.zipped(
        {"a/ride.mp4": films.film(), "b/ride.mp4": films.film(frames=30), "c.jpg": pictures.jpeg()}
    )

    run = upload({"all.zip": packed})

    assert problems(run) == {}
    assert sequences() == [("a/ride", 2.0, 4), ("b/ride", 2.0, 6)]


class Killed(Exception):
    """Stands for a worker that died."""


@pytest.mark.parametrize("parts_done", [1, 2, 3, 4, 5])
def test_a_job_killed_half_way_and_run_again_gives_the_same(
    people: People, project_id: int, parts_done: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film_service, "BATCH", 3)
    streams = [("ride.mp4", io.BytesIO(films.film(frames=20))), ("a.jpg", io.BytesIO(pictures.jpeg()))]
    with service.stored_pieces(streams) as pieces, transaction() as session:
        sent = service.Upload(pieces, taking=Taking(4.0))
        run_id = service.receive_upload(session, people.zhao, project_id, sent).id
    opened = 0

    @contextmanager
    def dies_later() -> Iterator[Session]:
        nonlocal opened
        opened += 1
        if opened > parts_done + 2:
            raise Killed
        with transaction() as session:
            yield session

    with pytest.raises(Killed):
        import_service.unpack_import(dies_later, run_id)
    import_service.unpack_import(transaction, run_id)
    import_service.unpack_import(transaction, run_id)

    assert sequences() == [("ride", 4.0, 8)]
    assert problems(run_id) == {}
    with reading() as session:
        indexes = session.scalars(sa.select(Image.frame_index).where(Image.sequence_id.is_not(None)))
        assert sorted(indexes) == list(range(8))  # type: ignore[type-var]
        assert session.scalar(sa.select(sa.func.count()).select_from(FilmFile)) == 1
        assert session.get_one(ImportRun, run_id).done == 2


def test_a_published_project_is_told_of_the_video_once_it_is_whole(upload: Upload, project_id: int) -> None:
    with transaction() as session:
        session.get_one(Project, project_id).state = "published"  # type: ignore[assignment]

    upload({"ride.mp4": films.film()})

    with reading() as session:
        kinds = sa.select(OutboxEvent.kind).where(OutboxEvent.kind.in_(["image.added", "sequence.added"]))
        assert list(session.scalars(kinds)) == ["sequence.added"]


def test_a_video_among_the_frames_of_a_named_one_is_refused(people: People, project_id: int) -> None:
    streams = [("1.jpg", io.BytesIO(pictures.jpeg())), ("2.mp4", io.BytesIO(films.film()))]
    with service.stored_pieces(streams) as pieces, transaction() as session:
        sent = service.Upload(pieces, video=Video("ride"))
        run_id = service.receive_upload(session, people.zhao, project_id, sent).id
    import_service.unpack_import(transaction, run_id)

    assert problems(run_id) == {"2.mp4": "video_among_frames"}
    assert sequences() == [("ride", 10.0, 1)]


def test_the_form_chooses_the_frames(
    browser_of: Callable[[int], Any], people: People, project_id: int
) -> None:
    client = browser_of(people.zhao)
    address = f"/api/v1/projects/{project_id}/images"

    def ask(name: str, **words: str) -> Any:
        return client.post(address, data={"file": [(io.BytesIO(films.film()), name)], **words})

    wrong = [
        ask("a.mp4", rate="0"),
        ask("a.mp4", rate="fast"),
        ask("a.mp4", take="all"),
        ask("a.mp4", rate="nan"),
    ]
    assert [(one.status_code, one.json["faults"][0]["path"]) for one in wrong] == [
        (422, "rate"),
        (422, "rate"),
        (422, "take"),
        (422, "rate"),
    ]
    plain, slow, keys = ask("a.mp4"), ask("b.mp4", take="rate", rate="0.5"), ask("c.mp4", take="key_frames")
    with reading() as session:
        rates = [session.get_one(ImportRun, one.json["import_id"]).film_rate for one in (plain, slow, keys)]
    assert rates == [2.0, 0.5, None]
    described = client.get("/api/v1/openapi.json").get_data(as_text=True)
    assert "key_frames" in described


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
def test_a_real_drive_gives_the_frames_that_were_decoded_from_it_elsewhere(
    take: Taken, tmp_path: Path
) -> None:
    found = take((SHARED / "test_video.mp4").read_bytes(), 25.0)

    assert found == Film(38, 25.0, 1280, 720, 1280, 720)
    for number in (1, 20, 38):
        ours = Picture.open(tmp_path / f"{number:06d}.jpg").resize((64, 36)).convert("L").tobytes()
        theirs = Picture.open(SHARED / "frames" / f"{number:06d}.jpg").resize((64, 36)).convert("L").tobytes()
        assert max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) <= 6


def test_ticks_fall_on_the_first_frame_at_or_after_them() -> None:
    picker = Picker(10.0)
    wanted = [place for place in range(38) if picker.wants(Fraction(place, 25))]

    assert wanted == [0, 3, 5, 8, 10, 13, 15, 18, 20, 23, 25, 28, 30, 33, 35]


def test_a_hole_in_the_clock_takes_one_frame_and_not_many() -> None:
    picker = Picker(2.0)

    assert [picker.wants(Fraction(at)) for at in (0, 10, "10.2", "10.5", 11)] == [
        True,
        True,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("wanted", "first", "last", "count", "fps"),
    [
        (2.0, 0.0, 9.5, 20, 2.0),
        (60.0, 0.0, 1.48, 38, 25.0),
        (None, 0.0, 8.0, 5, 0.5),
        (None, 3.0, 3.0, 1, 1.0),
    ],
)
def test_the_rate_told_is_the_true_one(
    wanted: float | None, first: float, last: float, count: int, fps: float
) -> None:
    assert true_rate(wanted, first, last, count) == fps


def test_names_of_videos_and_frames() -> None:
    assert film_name("day 1/ride.v2.mp4") == "day 1/ride.v2"
    assert len(frame_name(film_name("长" * 290 + ".mp4"), 7)) <= 200
    assert film_name("ride") == "ride"
    assert frame_name("ride", 7) == "ride_000007.jpg"


def test_a_way_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid):
        taking_of("often", "")
