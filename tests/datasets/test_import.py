"""What an upload brings is taken, or refused by name; the rest goes on."""

import io
import zipfile

import pytest
import sqlalchemy as sa
from PIL import Image as Picture

from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.core.settings import Settings
from annotate.core.storage import storage
from annotate.datasets import import_service, service
from annotate.datasets.models import ImportRun
from annotate.datasets.states import ImageState, RunState
from annotate.projects import service as projects
from tests.conftest import People
from tests.datasets import pictures
from tests.datasets.conftest import Upload, images, problems


def import_run(import_id: int) -> ImportRun:
    with reading() as session:
        return session.get_one(ImportRun, import_id)


def test_a_zip_of_pictures_is_ready_with_previews(upload: Upload) -> None:
    files = {
        "street/a.jpg": pictures.jpeg(1, 1600, 900),
        "street/b.png": pictures.encoded("PNG", 2),
        "c.webp": pictures.encoded("WEBP", 3),
    }

    run = import_run(upload({"pictures.zip": pictures.zipped(files)}))

    assert (run.state, run.done, run.total) == (RunState.DONE, 3, 3)
    assert [image.name for image in images()] == list(files)
    assert all(image.state is ImageState.READY for image in images())
    assert [(image.preview_width_px, image.preview_height_px) for image in images()] == [
        (1280, 720),
        (64, 48),
        (64, 48),
    ]
    for image in images():
        assert len(storage().get(image.preview_key or "")) == image.preview_bytes
        assert len(storage().get(image.storage_key)) == image.byte_size


BAD = {
    "truncated.jpg": (pictures.jpeg(9, 400, 300)[:-4000], "broken_picture"),
    "huge.png": (pictures.png_that_claims(50_000, 50_000), "too_many_pixels"),
    "lying.png": (pictures.png_that_claims(4_000, 4_000), "broken_picture"),
    "drawing.jpg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "not_a_picture"),
    "notes.jpg": ("没有图片".encode(), "not_a_picture"),
    "empty.jpg": (b"", "not_a_picture"),
    "old.gif": (pictures.encoded("GIF"), "not_a_picture"),
    "inner.zip": (pictures.zipped({"a.jpg": pictures.jpeg()}), "nested_archive"),
    "inner.jpg": (pictures.zipped({"a.jpg": pictures.jpeg()}), "nested_archive"),
    "../../evil.jpg": (pictures.jpeg(), "unsafe_name"),
    "/etc/evil.jpg": (pictures.jpeg(), "unsafe_name"),
    "C:\\evil.jpg": (pictures.jpeg(), "unsafe_name"),
    "bomb.jpg": (b"\0" * 5_000_000, "too_dense"),
}


def test_each_bad_file_is_refused_by_name_and_the_rest_goes_on(upload: Upload) -> None:
    bad = {name: content for name, (content, _) in BAD.items()}
    packed = pictures.zipped({"first.jpg": pictures.jpeg(1), **bad, "last.jpg": pictures.jpeg(2)})

    import_id = upload({"mixed.zip": packed})

    assert problems(import_id) == {name: code for name, (_, code) in BAD.items()}
    assert [image.name for image in images()] == ["first.jpg", "last.jpg"]
    assert import_run(import_id).done == len(BAD) + 2


def test_a_loose_picture_that_is_cut_off_is_refused_alone(upload: Upload) -> None:
    import_id = upload({"cut.jpg": pictures.jpeg(1, 300, 300)[:3000], "whole.jpg": pictures.jpeg(2)})

    assert problems(import_id) == {"cut.jpg": "broken_picture"}
    assert [image.name for image in images()] == ["whole.jpg"]


def test_names_written_by_chinese_windows_are_read_as_meant(upload: Upload) -> None:
    upload({"路口.zip": pictures.zipped_by_chinese_windows("路口\\图片一.jpg", pictures.jpeg())})

    assert [image.name for image in images()] == ["路口/图片一.jpg"]


def test_a_link_inside_a_zip_is_not_followed(upload: Upload) -> None:
    import_id = upload({"link.zip": pictures.zipped_link("a.jpg", "/etc/passwd")})

    assert problems(import_id) == {"a.jpg": "link"}


def test_a_locked_zip_is_refused_file_by_file(upload: Upload) -> None:
    packed = bytearray(pictures.zipped({"a.jpg": pictures.jpeg()}))
    packed[6] |= 1
    packed[packed.rindex(b"PK\x01\x02") + 8] |= 1

    assert problems(upload({"locked.zip": bytes(packed)})) == {"a.jpg": "encrypted"}


def test_a_zip_whose_sizes_lie_is_refused_at_that_file(upload: Upload) -> None:
    packed = bytearray(pictures.zipped({"a.jpg": pictures.jpeg(1), "b.jpg": pictures.jpeg(2)}))
    entry = packed.rindex(b"PK\x01\x02")
    packed[entry + 24 : entry + 28] = (50).to_bytes(4, "little")

    import_id = upload({"lies.zip": bytes(packed)})

    assert problems(import_id) == {"b.jpg": "broken_entry"}
    assert [image.name for image in images()] == ["a.jpg"]


def test_a_cut_off_zip_is_refused_as_a_whole(upload: Upload) -> None:
    import_id = upload({"half.zip": pictures.zipped({"a.jpg": pictures.jpeg()})[:-30]})

    assert problems(import_id) == {"half.zip": "broken_zip"}


def test_what_operating_systems_leave_behind_is_not_mentioned(upload: Upload) -> None:
    files = {"__MACOSX/._a.jpg": b"x", ".DS_Store": b"x", "Thumbs.db": b"x", "a.jpg": pictures.jpeg()}

    import_id = upload({"mac.zip": pictures.zipped(files)})

    assert problems(import_id) == {}
    assert import_run(import_id).total == 1


def test_a_zip_without_any_file_says_so(upload: Upload) -> None:
    assert list(problems(upload({"empty.zip": pictures.zipped({})})).values()) == ["no_pictures"]


def test_the_same_picture_is_stored_once_and_its_twin_is_named(upload: Upload) -> None:
    first = upload({"a.jpg": pictures.jpeg(1), "b.jpg": pictures.jpeg(1)})
    second = upload({"c.jpg": pictures.jpeg(1)})

    assert len(images()) == 1
    assert list(problems(first).values()) == ["duplicate"]
    assert problems(second) == {"c.jpg": "duplicate"}


def test_place_and_camera_do_not_stay_in_the_picture(upload: Upload) -> None:
    upload({"phone.jpg": pictures.jpeg_with_exif(1)})

    kept = storage().get(images()[0].storage_key)
    assert b"SecretPhone" not in kept
    assert not Picture.open(io.BytesIO(kept)).getexif()
    original = Picture.open(io.BytesIO(pictures.jpeg_with_exif(1)))
    assert Picture.open(io.BytesIO(kept)).tobytes() == original.tobytes()


def test_an_import_that_ran_twice_gives_the_same(upload: Upload) -> None:
    files = {"a.jpg": pictures.jpeg(1), "b.jpg": b"no", "c.jpg": pictures.jpeg(1)}
    import_id = upload({"x.zip": pictures.zipped(files)})
    before = [(image.id, image.name) for image in images()], problems(import_id)

    import_service.unpack_import(transaction, import_id)

    assert ([(image.id, image.name) for image in images()], problems(import_id)) == before


class Killed(BaseException):
    """Stands for the power cut."""


def test_an_import_killed_half_way_gives_the_same_when_run_again(
    people: People, project_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{k}.jpg": pictures.jpeg(k % 5) if k % 4 else b"no" for k in range(12)}
    stream = io.BytesIO(pictures.zipped(files))
    with service.stored_pieces([("x.zip", stream)]) as pieces, transaction() as session:
        run = service.receive_upload(session, people.zhao, project_id, service.Upload(pieces))
    monkeypatch.setattr(import_service, "BATCH", 3)
    calls = 0

    def dying() -> object:
        nonlocal calls
        calls += 1
        if calls == 5:
            raise Killed
        return transaction()

    with pytest.raises(Killed):
        import_service.unpack_import(dying, run.id)  # type: ignore[arg-type]
    assert import_run(run.id).state is RunState.RUNNING
    import_service.unpack_import(transaction, run.id)

    after = import_run(run.id)
    assert (after.state, after.done, after.total) == (RunState.DONE, 12, 12)
    assert len(images()) == 5
    found = problems(run.id)
    assert [name for name, code in found.items() if code == "not_a_picture"] == ["0.jpg", "4.jpg", "8.jpg"]
    assert sum(code == "duplicate" for code in found.values()) == 12 - 5 - 3


def test_a_picture_added_after_publishing_is_announced(
    upload: Upload, people: People, project_id: int
) -> None:
    upload({"before.jpg": pictures.jpeg(1)})
    with transaction() as session:
        projects.mark_published(session, projects.project_for(session, people.zhao, project_id))
    upload({"after.jpg": pictures.jpeg(2)})

    with reading() as session:
        events = session.scalars(sa.select(OutboxEvent.ref).where(OutboxEvent.kind == "image.added")).all()
    assert events == [str(images()[1].id)]


def test_the_uploaded_bytes_are_gone_when_the_import_is_done(upload: Upload, settings: Settings) -> None:
    upload({"x.zip": pictures.zipped({"a.jpg": pictures.jpeg()})})

    folder = settings.data / "storage"
    stored = pictures.folder_listing(folder if folder.exists() else settings.data)
    assert not [name for name in stored if "uploads/" in name]


def test_an_entry_that_is_packed_in_a_rare_way_is_refused(upload: Upload) -> None:
    packed = pictures.zipped({"a.jpg": pictures.jpeg()}, zipfile.ZIP_LZMA)

    assert problems(upload({"x.zip": packed})) == {"a.jpg": "packing"}
