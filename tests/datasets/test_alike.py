"""Pictures that look alike are taken, noted with the name of their likeness, and found fast among many."""

import io
import os
import random
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image as Picture
from PIL import ImageEnhance

from annotate.core.db import Database, reading, transaction
from annotate.datasets import import_service, likeness_service
from annotate.datasets.decode_child import _look, _small
from annotate.datasets.likeness import BANDS, MOST_DIFFERENT, SIDE, bands_of, distance, look_of
from annotate.datasets.models import Image, Likeness, PictureLook
from annotate.datasets.states import ImageState
from tests.conftest import People
from tests.datasets import films, pictures
from tests.datasets.conftest import Upload, problems

SHARED = Path(os.environ.get("DOUYA_SHARED", Path(__file__).parents[2].parent / "shared")) / "data" / "street"


def alike() -> list[tuple[str, str]]:
    """(newer, older) by name."""
    with reading() as session:
        [project_id] = session.scalars(sa.select(Image.project_id).distinct())
        pairs = likeness_service.pairs_of(session, project_id, limit=1000)
        return [(pair.image.name, pair.like.name) for pair in pairs]


def variants(picture: Picture.Image) -> dict[str, bytes]:
    width, height = picture.size
    return {
        "packed.jpg": pictures.saved(picture, quality=40),
        "packed.webp": pictures.saved(picture, "WEBP", quality=60),
        "smaller.png": pictures.saved(picture.resize((width // 2, height // 2)), "PNG"),
        "lighter.jpg": pictures.saved(ImageEnhance.Brightness(picture).enhance(1.1), quality=90),
        "grey.jpg": pictures.saved(picture.convert("L"), quality=90),
    }


def test_a_picture_packed_sized_or_lit_anew_is_taken_and_noted_with_its_likeness(
    upload: Upload, browser_of: Callable[[int], Any], people: People
) -> None:
    upload(
        {
            "street.png": pictures.saved(pictures.scene(1), "PNG"),
            "other.jpg": pictures.saved(pictures.scene(2)),
        }
    )

    again = variants(pictures.scene(1))
    run = upload(again)

    assert problems(run) == {}
    assert sorted(alike()) == sorted((name, "street.png") for name in again)
    told = browser_of(people.zhao).get(f"/api/v1/imports/{run}").json
    assert told["taken"] == len(again)
    assert {(one["name"], one["looks_like"]) for one in told["alike"]} == set(alike())
    page = browser_of(people.zhao).get(f"/imports/{run}").get_data(as_text=True)
    assert page.count("street.png") == len(again)


def test_likeness_within_one_upload_is_noted_too(upload: Upload) -> None:
    upload(
        {"a.jpg": pictures.saved(pictures.scene(3)), "b.jpg": pictures.saved(pictures.scene(3), quality=50)}
    )

    assert alike() == [("b.jpg", "a.jpg")]


def test_frames_of_a_video_are_left_out_of_this(upload: Upload) -> None:
    upload({"ride.mp4": films.film(), "a.jpg": pictures.saved(pictures.scene(4))})

    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(PictureLook)) == 1
    assert alike() == []


def test_an_import_that_runs_again_notes_nothing_twice(upload: Upload) -> None:
    run = upload(
        {"a.jpg": pictures.saved(pictures.scene(5)), "b.jpg": pictures.saved(pictures.scene(5), quality=50)}
    )

    import_service.unpack_import(transaction, run)

    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Likeness)) == 1


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
def test_the_limit_parts_real_pictures_and_holds_together_their_copies() -> None:
    files = sorted(SHARED.rglob("*.jpg"))
    streets = {file.read_bytes(): Picture.open(file).convert("RGB") for file in files}
    looks = [bands_of(_look(_small(picture))) for picture in streets.values()]

    assert min(distance(one, other) for one, other in combinations(looks, 2)) >= 3 * MOST_DIFFERENT
    for picture, look in zip(streets.values(), looks, strict=True):
        for content in variants(picture).values():
            with Picture.open(io.BytesIO(content)) as copy:
                assert distance(look, bands_of(_look(_small(copy)))) <= MOST_DIFFERENT


def test_whatever_few_bits_differ_one_band_is_equal() -> None:
    dice = random.Random(7)
    for _ in range(500):
        look = dice.getrandbits(64)
        other = look
        for bit in dice.sample(range(64), MOST_DIFFERENT):
            other ^= 1 << bit

        one, two = bands_of(look), bands_of(other)
        assert distance(one, two) == MOST_DIFFERENT
        assert any(a == b for a, b in zip(one, two, strict=True))
    assert MOST_DIFFERENT < BANDS


def test_pictures_of_one_colour_look_like_each_other_whatever_the_colour() -> None:
    black = bands_of(look_of([0] * SIDE * SIDE))

    assert max(distance(black, bands_of(look_of([grey] * SIDE * SIDE))) for grey in range(256)) <= 1


def _fill(project_id: int, dataset_id: int, count: int) -> None:
    dice = random.Random(1)
    with transaction() as session:
        common = {
            "dataset_id": dataset_id,
            "project_id": project_id,
            "width_px": 1,
            "height_px": 1,
            "byte_size": 1,
        }
        rows = [
            {
                **common,
                "name": f"{n}.jpg",
                "sha256": f"{n:064d}",
                "media_type": "x",
                "storage_key": "x/y",
                "state": ImageState.READY,
            }
            for n in range(count)
        ]
        session.execute(sa.insert(Image), rows)
        ids = session.scalars(
            sa.select(Image.id).where(Image.dataset_id == dataset_id, Image.width_px == 1)
        ).all()
        looks = [dict(zip("abcd", bands_of(dice.getrandbits(64)), strict=True)) for _ in ids]
        session.execute(
            sa.insert(PictureLook),
            [
                {"image_id": one, "dataset_id": dataset_id, **look}
                for one, look in zip(ids, looks, strict=True)
            ],
        )


def test_among_ten_thousand_pictures_a_likeness_is_found_by_the_index(
    upload: Upload, project_id: int, database: Database
) -> None:
    upload({"a.jpg": pictures.saved(pictures.scene(6))})
    with reading() as session:
        dataset_id = session.scalars(sa.select(Image.dataset_id)).one()
    _fill(project_id, dataset_id, 10_000)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")

    asked: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    sa.event.listen(database.engine, "before_cursor_execute", listen)
    upload({"b.jpg": pictures.saved(pictures.scene(6), quality=40)})
    sa.event.remove(database.engine, "before_cursor_execute", listen)

    assert ("b.jpg", "a.jpg") in alike()
    statement, values = next(one for one in asked if "FROM picture_look" in one[0] and " OR " in one[0])
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.engine.connect() as connection:
        plan = "\n".join(str(row) for row in connection.exec_driver_sql(explain + statement, values))
    # One look into each of the four indexes, never a walk over all pictures.
    assert plan.count("SEARCH picture_look USING" if database.is_sqlite else "Bitmap Index Scan") == 4, plan
