"""How far the frames of a video are: told while they are taken out, forgotten once it is whole."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image as Picture

from annotate.core.db import reading, transaction
from annotate.datasets import decode_service, import_service, service
from annotate.datasets.content import MP4
from annotate.datasets.decode_service import Decoder, Film, Tell
from annotate.datasets.film_child import take_frames
from annotate.datasets.films import Taking
from annotate.datasets.models import FilmProgress
from annotate.datasets.zip_rules import Refusal
from tests.conftest import People
from tests.datasets import films
from tests.datasets.conftest import problems

# A child that says two words and the answer in one breath, then one more answer.
TALKER = """
import sys
sys.stdin.readline()
print('{"written": 3, "expected": 8}\\n{"written": 6, "expected": 8}\\n{"code": "broken_video", "params": {}}', flush=True)
sys.stdin.readline()
print('{"code": "no_frames", "params": {}}', flush=True)
"""


def taken(tmp_path: Path, rate: float | None) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []

    def preview(_picture: Picture.Image, _target: Path) -> tuple[int, int]:
        return 96, 64

    (tmp_path / "video").write_bytes(films.film(frames=20, fps=10, key_every=5))
    take_frames(tmp_path / "video", MP4, tmp_path, rate, preview, lambda *words: told.append(words))
    return told


def test_each_frame_is_told_with_how_many_there_will_be(tmp_path: Path) -> None:
    assert taken(tmp_path, 2.0) == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_nobody_says_how_many_key_frames_there_will_be(tmp_path: Path) -> None:
    assert taken(tmp_path, None) == [(1, 0), (2, 0), (3, 0), (4, 0)]


@pytest.mark.parametrize(("seconds", "heard"), [(0.0, [(3, 8), (6, 8)]), (3600.0, [(3, 8)])])
def test_what_a_child_tells_is_not_taken_for_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, heard: list[tuple[int, int]]
) -> None:
    monkeypatch.setattr(decode_service, "SECONDS_BETWEEN_WORDS", seconds)
    decoder, told = Decoder(seconds=20.0), list[tuple[int, int]]()
    child = subprocess.Popen([sys.executable, "-c", TALKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    monkeypatch.setattr(decoder, "_process", child)

    def ask() -> Film | Refusal:
        return decoder.take_frames(tmp_path / "v", MP4, tmp_path, 2.0, lambda *words: told.append(words))

    first, second = ask(), ask()
    decoder.stop()

    assert (first, second) == (Refusal("broken_video", {}), Refusal("no_frames", {}))
    assert told == heard


class Killed(Exception):
    """Stands for a worker that died."""


@pytest.fixture
def begun(people: People, project_id: int) -> int:
    """An upload of one video and one that is none, not unpacked yet."""
    streams = [("ride.mp4", io.BytesIO(films.film(frames=20))), ("cut.mp4", io.BytesIO(films.film()[:600]))]
    with service.stored_pieces(streams) as pieces, transaction() as session:
        sent = service.Upload(pieces, taking=Taking(4.0))
        return service.receive_upload(session, people.zhao, project_id, sent).id


def test_the_page_and_the_api_tell_how_far_it_is_until_it_is_whole(
    begun: int, people: People, browser_of: Callable[[int], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    zhao, seen, real = browser_of(people.zhao), list[Any](), Decoder.take_frames

    def state() -> Any:
        return zhao.get(f"/api/v1/imports/{begun}").json

    def slow(self: Decoder, source: Path, kind: str, folder: Path, rate: float | None, tell: Tell) -> Any:
        if source.name == "file-0":
            tell(3, 8)
            seen.append((state()["frames"], "3 / 8" in zhao.get(f"/imports/{begun}").text))
            tell(7, 8)
            seen.append(state()["frames"]["written"])
            tell(9, 0)
            seen.append((state()["frames"]["expected"], "已取 9 帧" in zhao.get(f"/imports/{begun}").text))
        return real(self, source, kind, folder, rate, tell)

    monkeypatch.setattr(Decoder, "take_frames", slow)
    import_service.unpack_import(transaction, begun)

    assert seen == [({"videos": 1, "written": 3, "expected": 8}, True), 7, (None, True)]
    assert (state()["state"], state()["frames"]) == ("done", None)
    assert problems(begun) == {"cut.mp4": "broken_video"}


def test_what_a_killed_job_told_is_forgotten_by_the_next(begun: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(_self: Decoder, _source: Path, _kind: str, _folder: Path, _rate: float, tell: Tell) -> None:
        tell(2, 8)
        raise Killed

    with monkeypatch.context() as during:
        during.setattr(Decoder, "take_frames", dies)
        with pytest.raises(Killed):
            import_service.unpack_import(transaction, begun)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FilmProgress)) > 0

    import_service.unpack_import(transaction, begun)

    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FilmProgress)) == 0
