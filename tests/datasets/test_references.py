"""Pictures that stay in a bucket: named line by line in a list, read only where the operator allowed it, shown clean."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
import sqlalchemy as sa
from moto.server import ThreadedMotoServer
from PIL import Image as Picture
from sqlalchemy.orm import Session

from annotate.core import sources
from annotate.core.db import reading, transaction
from annotate.core.settings import SettingError, load_settings
from annotate.core.storage import storage
from annotate.datasets import import_service, reference_service, service
from annotate.datasets.errors import PictureGone
from annotate.datasets.manifests import BadLine, Line, read_manifest
from annotate.datasets.models import FilmFile, Image, Sequence
from tests.conftest import People
from tests.datasets import films, pictures
from tests.datasets.conftest import Upload, images, problems

TURNED = pictures.jpeg_with_exif(6, seed=3)
PHONE = pictures.jpeg_with_exif(1, seed=4)


@pytest.fixture
def bucket(environment: dict[str, str], people: People, app: Any) -> Iterator[Any]:
    """A bucket that the operator has declared for Zhao's company; moto's client of it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y"
    )
    client.create_bucket(Bucket="client")
    mine = {
        "URL": "s3://client/streets",
        "KEY_ID": "x",
        "SECRET": "y",
        "ENDPOINT": address,
        "FOR": str(people.organisation_id),
    }
    declared = {f"DOUYA_SOURCE_STREETS_{key}": value for key, value in mine.items()}
    sources.open_sources(load_settings({**environment, **declared}, dotenv=None))
    yield client
    sources.open_sources(load_settings(environment, dotenv=None))
    server.stop()


def put(bucket: Any, **files: bytes) -> None:
    for name, content in files.items():
        bucket.put_object(
            Bucket="client", Key=f"streets/{name.replace('__', '/').replace('_jpg', '.jpg')}", Body=content
        )


def csv_of(*rows: str, head: str = "name,key") -> bytes:
    return "\n".join([head, *rows]).encode()


def test_a_listed_picture_stays_in_the_bucket_and_only_its_preview_is_kept(
    bucket: Any, upload: Upload
) -> None:
    content = pictures.jpeg(1, 1600, 900)
    put(bucket, a_jpg=content)

    run = upload({"list.csv": csv_of("街/a.jpg,a.jpg")})

    assert problems(run) == {}
    [image] = images()
    assert (image.name, image.storage_key) == ("街/a.jpg", "source:streets:a.jpg")
    assert (image.width_px, image.height_px, image.sha256) == (1600, 900, hashlib.sha256(content).hexdigest())
    assert len(storage().get(image.preview_key or "")) == image.preview_bytes
    with pytest.raises(ValueError):
        storage().exists(image.storage_key)


def test_it_is_shown_through_our_own_access_check_without_place_and_camera(
    bucket: Any, upload: Upload, browser_of: Callable[[int], Any], people: People
) -> None:
    put(bucket, phone_jpg=PHONE)
    upload({"list.csv": csv_of("phone.jpg,phone.jpg")})
    address = f"/media/images/{images()[0].id}/full"

    shown = browser_of(people.zhao).get(address)

    assert shown.status_code == 200
    assert shown.content_length == len(shown.data) == images()[0].byte_size
    assert b"SecretPhone" not in shown.data
    theirs, ours = Picture.open(io.BytesIO(PHONE)), Picture.open(io.BytesIO(shown.data))
    assert theirs.tobytes() == ours.tobytes()
    assert browser_of(people.sun).get(address).status_code == 404
    assert browser_of(people.mei).get(address).status_code == 404


def test_of_a_huge_file_in_the_place_of_a_picture_only_the_beginning_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts = iter([b"x" * 1_000_000] * 1000)
    monkeypatch.setattr(reference_service, "stream_of", lambda _key: parts)

    with pytest.raises(PictureGone):
        reference_service.referenced_bytes("source:streets:a.jpg", "image/jpeg", "0" * 64)

    assert sum(1 for _left in parts) == 1000 - 51


@pytest.mark.parametrize("later", ["another", "gone"])
def test_a_picture_that_changed_in_the_bucket_is_never_shown_under_old_labels(
    later: str, bucket: Any, upload: Upload, browser_of: Callable[[int], Any], people: People
) -> None:
    put(bucket, a_jpg=pictures.jpeg(1))
    upload({"list.csv": csv_of("a.jpg,a.jpg")})
    if later == "another":
        put(bucket, a_jpg=pictures.jpeg(2))
    else:
        bucket.delete_object(Bucket="client", Key="streets/a.jpg")

    shown = browser_of(people.zhao).get(f"/media/images/{images()[0].id}/full")

    assert shown.status_code == 410
    assert browser_of(people.zhao).get(f"/media/images/{images()[0].id}/preview").status_code == 200


def test_each_bad_line_is_refused_by_its_number_and_the_rest_is_taken(bucket: Any, upload: Upload) -> None:
    good = pictures.jpeg(1)
    put(
        bucket,
        good_jpg=good,
        turned_jpg=TURNED,
        text_jpg=b"no picture",
        film_jpg=films.film(),
        b_jpg=pictures.jpeg(2),
    )
    bucket.put_object(Bucket="client", Key="secret/c.jpg", Body=pictures.jpeg(5))
    put(bucket, cut_jpg=pictures.jpeg(6, 300, 300)[:3000])
    sha = hashlib.sha256(good).hexdigest()
    rows = [
        (f"good.jpg,good.jpg,,,{sha},64,48", None),
        (f"other.jpg,b.jpg,,,{sha},,", "sha256_differs"),
        ("size.jpg,b.jpg,,,,640,480", "size_differs"),
        ("gone.jpg,none.jpg,,,,,", "no_object"),
        ("turned.jpg,turned.jpg,,,,,", "reference_turned"),
        ("text.jpg,text.jpg,,,,,", "not_a_picture"),
        ("film.jpg,film.jpg,,,,,", "not_a_picture"),
        ("cut.jpg,cut.jpg,,,,,", "broken_picture"),
        ("again.jpg,good.jpg,,,,,", "duplicate"),
        ("foreign.jpg,b.jpg,,parks,,,", "unknown_source"),
        ("web.jpg,,http://169.254.169.254/latest,,,,", "unknown_source"),
        ("file.jpg,,file:///etc/passwd,,,,", "unknown_source"),
        ("beside.jpg,,s3://client/secret/c.jpg,,,,", "unknown_source"),
        ("alike.jpg,,s3://client/streets-old/c.jpg,,,,", "unknown_source"),
        ("up.jpg,../secret/c.jpg,,,,,", "manifest_cell"),
        ("up2.jpg,,s3://client/streets/../secret/c.jpg,,,,", "manifest_cell"),
        ("../../x.jpg,b.jpg,,,,,", "unsafe_name"),
        ("nokey.jpg,,,,,,", "manifest_cell"),
        ("both.jpg,b.jpg,s3://client/streets/b.jpg,,,,", "manifest_cell"),
        ("sha.jpg,b.jpg,,,xyz,,", "manifest_cell"),
        ("wide.jpg,b.jpg,,,,-1,5", "manifest_cell"),
        ("half.jpg,b.jpg,,,,64,", "manifest_cell"),
        ("cells.jpg,b.jpg", "manifest_cells"),
        ("b.jpg,,s3://client/streets/b.jpg,streets,,,", None),
    ]

    run = upload(
        {"list.csv": csv_of(*(row for row, _ in rows), head="name,key,url,source,sha256,width,height")}
    )

    told = {name.partition(":")[0]: code for name, code in problems(run).items()}
    wanted = {str(number): code for number, (_, code) in enumerate(rows, start=2) if code}
    assert told == wanted
    assert [image.name for image in images()] == ["good.jpg", "b.jpg"]


def test_a_list_of_another_company_reads_nothing_of_this_bucket(
    bucket: Any, people: People, project_id: int, upload: Upload
) -> None:
    put(bucket, a_jpg=pictures.jpeg(1))
    with transaction() as session:
        session.execute(
            sa.text("UPDATE project SET organisation_id = :other WHERE id = :id"),
            {"other": people.other_organisation_id, "id": project_id},
        )

    run = upload({"list.csv": csv_of("a.jpg,a.jpg", "b.jpg,a.jpg")})

    assert list(problems(run).values()) == ["unknown_source", "unknown_source"]
    assert images() == []


def test_lines_of_json_bring_attributes_and_frames_of_videos(
    bucket: Any, upload: Upload, browser_of: Callable[[int], Any], people: People, project_id: int
) -> None:
    put(
        bucket,
        f10_jpg=pictures.jpeg(1),
        f9_jpg=pictures.jpeg(2),
        f1_jpg=pictures.jpeg(2),
        a_jpg=pictures.jpeg(3),
    )
    rows: list[dict[str, Any]] = [
        {"name": f"ride/{name}.jpg", "key": f"{name}.jpg", "sequence": "ride", "fps": 4}
        for name in ("f10", "f9", "f1")
    ]
    rows.append({"name": "a.jpg", "key": "a.jpg", "attributes": {"天气": "雨", "lanes": 3}})

    run = upload({"list.jsonl": "\n".join(json.dumps(row) for row in rows).encode()})

    assert problems(run) == {}
    with reading() as session:
        [video] = session.scalars(sa.select(Sequence))
        assert (video.name, video.fps, video.frame_count) == ("ride", 4.0, 3)
        query = sa.select(Image.name).where(Image.sequence_id == video.id).order_by(Image.frame_index)
        assert list(session.scalars(query)) == ["ride/f1.jpg", "ride/f9.jpg", "ride/f10.jpg"]
    listed = browser_of(people.zhao).get(f"/api/v1/projects/{project_id}/images").json["images"]
    assert [one["attributes"] for one in listed if one["name"] == "a.jpg"] == [{"天气": "雨", "lanes": "3"}]


def test_frames_of_a_video_whose_name_is_taken_are_refused(bucket: Any, upload: Upload) -> None:
    put(bucket, a_jpg=pictures.jpeg(1))
    upload({"ride.mp4": films.film()})

    run = upload({"list.csv": csv_of("a.jpg,a.jpg,ride", head="name,key,sequence")})

    assert list(problems(run).values()) == ["video_name"]


class Killed(Exception):
    """Stands for a worker that died."""


@pytest.mark.parametrize("parts_done", [1, 2, 3, 4])
def test_a_list_killed_half_way_and_run_again_gives_the_same(
    parts_done: int, bucket: Any, people: People, project_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_service, "BATCH", 2)
    put(bucket, a_jpg=pictures.jpeg(1), b_jpg=pictures.jpeg(2), c_jpg=pictures.jpeg(3))
    content = csv_of(
        "a.jpg,a.jpg,ride",
        "x.jpg,none.jpg,ride",
        "b.jpg,b.jpg,ride",
        "c.jpg,c.jpg,",
        head="name,key,sequence",
    )
    with service.stored_pieces([("list.csv", io.BytesIO(content))]) as pieces, transaction() as session:
        run_id = service.receive_upload(session, people.zhao, project_id, service.Upload(pieces)).id
    opened = 0

    @contextmanager
    def dies_later() -> Iterator[Session]:
        nonlocal opened
        opened += 1
        if opened > parts_done + 1:
            raise Killed
        with transaction() as session:
            yield session

    with pytest.raises(Killed):
        import_service.unpack_import(dies_later, run_id)
    import_service.unpack_import(transaction, run_id)

    assert problems(run_id) == {"3: x.jpg": "no_object"}
    assert [(image.name, image.frame_index) for image in images()] == [
        ("a.jpg", 0),
        ("b.jpg", 1),
        ("c.jpg", None),
    ]
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FilmFile)) == 1


def test_a_bucket_whose_keys_are_refused_is_named(
    bucket: Any, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    from obstore.exceptions import PermissionDeniedError

    def refused(*_: object) -> None:
        raise PermissionDeniedError("no")

    monkeypatch.setattr("obstore.head", refused)

    assert problems(upload({"list.csv": csv_of("a.jpg,a.jpg")})) == {"2: a.jpg": "source_refuses"}


def test_the_upload_page_tells_which_stores_there_are(
    bucket: Any, browser_of: Callable[[int], Any], people: People, project_id: int
) -> None:
    page = browser_of(people.zhao).get(f"/projects/{project_id}/upload").get_data(as_text=True)

    assert "s3://client/streets" in page


URLS = {"streets": "s3://client/streets", "deep": "s3://client/streets/deep"}


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"name": "a", "url": "s3://client/streets/deep/x.jpg"}, ("deep", "x.jpg")),
        ({"name": "a", "url": "s3://client/streets/x.jpg"}, ("streets", "x.jpg")),
        (
            {"name": "a", "url": "s3://client/streets/deep/x.jpg", "source": "streets"},
            ("streets", "deep/x.jpg"),
        ),
        ({"name": "a", "key": "x 路.jpg", "source": "STREETS"}, ("streets", "x 路.jpg")),
        ({"name": "a", "key": "x.jpg"}, "unknown_source"),
        ({"name": "a", "key": "x//y.jpg", "source": "deep"}, "manifest_cell"),
        ({"name": "a", "key": ["x"], "source": "deep"}, "manifest_cell"),
        ({"name": 5, "key": "x", "source": "deep"}, "manifest_cell"),
        ({"name": "a", "key": "x", "source": "deep", "fps": 0}, "manifest_cell"),
        ({"name": "a", "key": "x", "source": "deep", "width": True, "height": 1}, "manifest_cell"),
        ({"name": "a", "key": "x", "source": "deep", "attributes": {"k": "v" * 201}}, "manifest_cell"),
        ({"name": "a", "key": "x", "source": "deep", "colour": "red"}, "manifest_cell"),
        ({"name": "a\u0000b", "key": "x", "source": "deep"}, "manifest_cell"),
    ],
)
def test_a_line_is_read_strictly(row: dict[str, Any], wanted: tuple[str, str] | str) -> None:
    [line] = read_manifest(json.dumps(row).encode(), "list.jsonl", URLS)

    if isinstance(wanted, str):
        assert isinstance(line, BadLine)
        assert line.refusal.code == wanted
    else:
        assert isinstance(line, Line)
        assert (line.source, line.key) == wanted


@pytest.mark.parametrize(
    ("content", "name", "codes"),
    [
        ("name,key\n街.jpg,x".encode("gb18030"), "a.csv", ["manifest_encoding"]),
        (b"picture,key\na,b", "a.csv", ["manifest_head"]),
        (b'name,key\n"a,b', "a.csv", ["manifest_broken"]),
        (b'{"name": "a"\n{"name": "a", "name": "b"}\n[1]\nNaN', "a.jsonl", ["manifest_broken"] * 4),
        (b"[" * 3000, "a.jsonl", ["manifest_broken"]),
        (b"", "a.csv", []),
    ],
)
def test_a_list_that_cannot_be_read_says_where(content: bytes, name: str, codes: list[str]) -> None:
    found = list(read_manifest(content, name, URLS))

    assert [line.refusal.code for line in found if isinstance(line, BadLine)] == codes
    assert len(found) == len(codes)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"URL": "https://example.org/x"}, "URL"),
        ({"KEY_ID": ""}, "KEY_ID"),
        ({"SECRET": ""}, "SECRET"),
        ({"FOR": ""}, "FOR"),
        ({"FOR": "all"}, "FOR"),
        ({"ENDPOINT": "ftp://x"}, "ENDPOINT"),
        ({"PUBLIC": "1"}, "PUBLIC"),
    ],
)
def test_a_source_declared_by_half_stops_the_start(change: dict[str, str], told: str, tmp_path: Any) -> None:
    whole = {"URL": "s3://client/streets", "KEY_ID": "x", "SECRET": "y", "FOR": "1, 2"}
    environment = {"DOUYA_DATA": str(tmp_path)}

    def named(values: dict[str, str]) -> dict[str, str]:
        return {**environment, **{f"DOUYA_SOURCE_STREETS_{key}": value for key, value in values.items()}}

    [source] = load_settings(named(whole), dotenv=None).sources
    assert (source.name, source.url, source.organisations) == ("streets", "s3://client/streets", {1, 2})
    assert "y'" not in repr(source)
    with pytest.raises(SettingError, match=told):
        load_settings(named({**whole, **change}), dotenv=None)
