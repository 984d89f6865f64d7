"""Broken and hostile pictures and zips through the door: each is refused by name and reason, the good one beside it is taken."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image as Picture

from annotate.core.db import reading, transaction
from annotate.core.storage import storage
from annotate.datasets import import_service
from annotate.datasets.models import Image
from annotate.people.models import Account
from tests.conftest import People
from tests.datasets import pictures
from tests.datasets.conftest import images

GOOD, GOOD_NAME = pictures.jpeg(99), "good.jpg"
SECRET = b"SecretPhone"


@dataclass(frozen=True)
class Case:
    """What is sent beside the good picture. refused: code by name. taken: names. reason: a part of the words in both languages."""

    files: dict[str, bytes]
    refused: dict[str, str] = field(default_factory=dict)
    taken: tuple[str, ...] = ()
    reason: tuple[str, str] = ("", "")


def loose(name: str, content: bytes, code: str, zh: str = "", en: str = "") -> Case:
    return Case({name: content}, {name: code}, (), (zh, en))


def in_zip(entry: str, content: bytes, code: str, zh: str = "", en: str = "") -> Case:
    """Beside a picture of the same zip, which is taken."""
    return Case(
        {"a.zip": pictures.zipped({"whole.jpg": pictures.jpeg(1), entry: content})},
        {entry: code},
        ("whole.jpg",),
        (zh, en),
    )


def fine(name: str, content: bytes) -> Case:
    return Case({name: content}, taken=(name,))


def directory_entry(packed: bytes, number: int) -> int:
    """Where the record of an entry begins in the directory."""
    at = packed.index(b"PK\x01\x02")
    for _ in range(number):
        at = packed.index(b"PK\x01\x02", at + 4)
    return at


def two_entries() -> bytearray:
    return bytearray(pictures.zipped({"a.jpg": pictures.jpeg(1), "b.jpg": pictures.jpeg(2)}))


def size_lies_in_directory() -> bytes:
    packed = two_entries()
    at = directory_entry(packed, 1)
    packed[at + 24 : at + 28] = (50).to_bytes(4, "little")
    return bytes(packed)


def size_lies_in_header() -> bytes:
    packed = two_entries()
    at = packed.index(b"PK\x03\x04", 4)
    packed[at + 22 : at + 26] = (4_000_000_000).to_bytes(4, "little")
    return bytes(packed)


def name_lies_in_header() -> bytes:
    packed = two_entries()
    at = packed.index(b"PK\x03\x04", 4)
    packed[at + 30 : at + 35] = b"c.exe"
    return bytes(packed)


def checksum_lies() -> bytes:
    packed = two_entries()
    at = directory_entry(packed, 1)
    packed[at + 16 : at + 20] = b"\1\2\3\4"
    return bytes(packed)


def overlapping() -> bytes:
    """The second entry of the directory points into the first: the same bytes count twice."""
    packed = two_entries()
    at = directory_entry(packed, 1)
    first = directory_entry(packed, 0)
    packed[at + 16 : at + 28] = packed[first + 16 : first + 28]
    packed[at + 42 : at + 46] = (0).to_bytes(4, "little")
    return bytes(packed)


def declared_huge() -> bytes:
    packed = two_entries()
    at = directory_entry(packed, 1)
    packed[at + 24 : at + 28] = (300_000_000).to_bytes(4, "little")
    return bytes(packed)


def bomb_that_hides() -> bytes:
    """Five megabytes of zeros, told to be a thousand bytes in both places."""
    packed = bytearray(pictures.zipped({"a.jpg": pictures.jpeg(1), "b.jpg": b"\0" * 5_000_000}))
    for at, place in ((packed.index(b"PK\x03\x04", 4), 22), (directory_entry(packed, 1), 24)):
        packed[at + place : at + place + 4] = (1000).to_bytes(4, "little")
    return bytes(packed)


def too_many_files() -> bytes:
    """The directory says that it holds 100,001 entries."""
    packed = bytearray(pictures.zipped({"a.jpg": pictures.jpeg(1)}))
    end = packed.rindex(b"PK\x05\x06")
    where = struct.pack("<QQQQ", 100_001, 100_001, 60_000_000, 0)
    record = b"PK\x06\x06" + struct.pack("<QHHII", 44, 45, 45, 0, 0) + where
    packed[end:end] = record
    return bytes(packed)


def locked() -> bytes:
    packed = bytearray(pictures.zipped({"a.jpg": pictures.jpeg()}))
    packed[6] |= 1
    packed[packed.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(packed)


def same_name_twice() -> bytes:
    packed = bytearray(two_entries())
    return bytes(packed.replace(b"b.jpg", b"a.jpg"))


def moving_webp() -> bytes:
    out = io.BytesIO()
    pictures.drawn(seed=1).save(out, "WEBP", save_all=True, append_images=[pictures.drawn(seed=2)])
    return out.getvalue()


def moving_png() -> bytes:
    out = io.BytesIO()
    pictures.drawn(seed=1).save(out, "PNG", save_all=True, append_images=[pictures.drawn(seed=2)])
    return out.getvalue()


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with(chunk: bytes) -> bytes:
    """One more chunk before the pixels."""
    plain = pictures.encoded("PNG", 5)
    at = plain.index(b"IDAT") - 4
    return plain[:at] + chunk + plain[at:]


def sixteen_bits() -> bytes:
    drawn, out = Picture.new("I;16", (64, 48)), io.BytesIO()
    drawn.putdata([1000 * (n % 64) for n in range(64 * 48)])
    drawn.save(out, "PNG")
    return out.getvalue()


def cmyk() -> bytes:
    out = io.BytesIO()
    pictures.drawn(seed=7).convert("CMYK").save(out, "JPEG")
    return out.getvalue()


def jpeg_and_zip() -> bytes:
    return pictures.jpeg(11) + pictures.zipped({"run.sh": b"#!/bin/sh\n" + SECRET})


def jpeg_with_page() -> bytes:
    return pictures.jpeg(12, comment=b"<script>" + SECRET + b"</script>")


def exif_that_breaks_off() -> bytes:
    whole = pictures.jpeg_with_exif(6, seed=13)
    at = whole.index(b"Exif\0\0") + 6
    return whole[:at] + b"\xff" * 24 + whole[at + 24 :]


TRUNCATED = {
    kind: pictures.encoded(kind, 20, 400, 300)[:cut]
    for kind, cut in (("JPEG", -2000), ("PNG", -2000), ("WEBP", -100))
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><html><script>alert(1)</script></html>"

CASES: dict[str, Case] = {
    # Zips
    "size lies in the directory": Case(
        {"a.zip": size_lies_in_directory()}, {"b.jpg": "broken_entry"}, ("a.jpg",), ("坏了", "damaged")
    ),
    "size lies in the entry's header": Case(
        {"a.zip": size_lies_in_header()}, {"b.jpg": "broken_entry"}, ("a.jpg",)
    ),
    "name lies in the entry's header": Case(
        {"a.zip": name_lies_in_header()}, {"b.jpg": "broken_entry"}, ("a.jpg",)
    ),
    "checksum lies": Case({"a.zip": checksum_lies()}, {"b.jpg": "broken_entry"}, ("a.jpg",)),
    "overlapping entries": Case(
        {"a.zip": overlapping()}, {"b.jpg": "overlapping"}, ("a.jpg",), ("叠在另一个", "inside another")
    ),
    "declared to be huge": Case({"a.zip": declared_huge()}, {"b.jpg": "too_large"}, ("a.jpg",)),
    "a bomb": in_zip("bomb.jpg", b"\0" * 5_000_000, "too_dense", "100", "100 times"),
    "a bomb that hides its size": Case({"a.zip": bomb_that_hides()}, {"b.jpg": "broken_entry"}, ("a.jpg",)),
    "too many files": Case(
        {"a.zip": too_many_files()}, {"a.zip": "too_many_files"}, (), ("100001", "100001")
    ),
    "a zip in a zip": in_zip("inner.zip", pictures.zipped({"a.jpg": b"x"}), "nested_archive"),
    "a zip called a picture in a zip": in_zip("i.jpg", pictures.zipped({"a.jpg": b"x"}), "nested_archive"),
    "a name that climbs": in_zip("../../evil.jpg", pictures.jpeg(3), "unsafe_name", "文件夹", "outside"),
    "a name that climbs backwards": in_zip("..\\..\\evil.jpg", pictures.jpeg(3), "unsafe_name"),
    "an absolute name": in_zip("/etc/evil.jpg", pictures.jpeg(3), "unsafe_name"),
    "a name with a drive": in_zip("C:\\evil.jpg", pictures.jpeg(3), "unsafe_name"),
    "an endless name": Case(
        {"a.zip": pictures.zipped({"a" * 400 + ".jpg": pictures.jpeg(3)})},
        {"a" * 299 + "…": "unsafe_name"},
    ),
    "locked": Case({"a.zip": locked()}, {"a.jpg": "encrypted"}, (), ("密码", "password")),
    "the same name twice": Case(
        {"a.zip": same_name_twice()}, {"a.jpg": "name_twice"}, ("a.jpg",), ("同名", "another file")
    ),
    "a link": Case(
        {"a.zip": pictures.zipped_link("a.jpg", "/etc/passwd")}, {"a.jpg": "link"}, (), ("链接", "link")
    ),
    "packed in a rare way": Case(
        {"a.zip": pictures.zipped({"a.jpg": pictures.jpeg(1)}, zipfile.ZIP_BZIP2)}, {"a.jpg": "packing"}
    ),
    "a zip that is cut off": loose("a.zip", pictures.zipped({"a.jpg": GOOD})[:-30], "broken_zip"),
    "an empty zip beside a picture": Case({"a.zip": pictures.zipped({})}, {"a.zip": "no_pictures"}),
    "names of Chinese Windows": Case(
        {"a.zip": pictures.zipped_by_chinese_windows("路口\\图片一.jpg", pictures.jpeg(4))},
        taken=("路口/图片一.jpg",),
    ),
    # Pictures
    "no bytes": loose("a.jpg", b"", "not_a_picture", "空文件", "empty"),
    "a JPEG that is cut off": loose("a.jpg", TRUNCATED["JPEG"], "broken_picture", "传到一半", "cut off"),
    "a PNG that is cut off": loose("a.png", TRUNCATED["PNG"], "broken_picture"),
    "a WebP that is cut off": loose("a.webp", TRUNCATED["WEBP"], "broken_picture"),
    "a head without a picture": loose("a.jpg", pictures.jpeg(1)[:20], "broken_picture"),
    "huge by its head": loose(
        "a.png", pictures.png_that_claims(50_000, 50_000), "too_many_pixels", "50000", "50000"
    ),
    "larger than its pixels": loose("a.png", pictures.png_that_claims(4_000, 4_000), "broken_picture"),
    "no width": loose("a.png", pictures.png_that_claims(0, 10), "broken_picture"),
    "a moving WebP": loose("a.webp", moving_webp(), "animated", "动图", "moving"),
    "a moving PNG": loose("a.png", moving_png(), "animated"),
    "a moving GIF": loose("a.gif", pictures.encoded("GIF"), "not_a_picture", "GIF", "GIF"),
    "a drawing with a script": loose("a.svg", SVG, "not_a_picture", "SVG", "SVG"),
    "a drawing called a picture": loose("a.jpg", SVG, "not_a_picture"),
    "a page called a picture": loose("a.png", PAGE, "not_a_picture", "HTML", "HTML"),
    "a packed text without end": loose(
        "a.png", png_with(png_chunk(b"zTXt", b"k\0\0" + zlib.compress(b"a" * 80_000_000))), "broken_picture"
    ),
    "a program": loose("a.jpg", b"MZ\x90\0\x03\0\0\0" * 20, "not_a_picture"),
    # Taken, though something about them is odd
    "the wrong ending": fine("a.jpg", pictures.encoded("PNG", 6)),
    "printer's colours": fine("a.jpg", cmyk()),
    "sixteen bits": fine("a.png", sixteen_bits()),
    "an orientation that does not exist": fine("a.jpg", pictures.jpeg_with_exif(99, seed=8)),
    "an EXIF that breaks off": fine("a.jpg", exif_that_breaks_off()),
    "a place and a maker": fine("a.jpg", pictures.jpeg_with_exif(6, seed=9)),
    "a picture that is a zip too": fine("a.jpg", jpeg_and_zip()),
    "a picture with a page inside": fine("a.jpg", jpeg_with_page()),
    "text behind the end of a PNG": fine("a.png", pictures.encoded("PNG", 10) + PAGE + SECRET),
}


@pytest.fixture
def zhao(browser_of: Callable[[int], Any], people: People) -> Any:
    return browser_of(people.zhao)


def send(client: Any, project_id: int, files: dict[str, bytes]) -> int:
    data = {"file": [(io.BytesIO(content), name) for name, content in files.items()]}
    sent = client.post(f"/api/v1/projects/{project_id}/images", data=data)
    assert sent.status_code == 202
    import_service.unpack_import(transaction, sent.json["import_id"])
    return int(sent.json["import_id"])


def speak(account_id: int, locale: str) -> None:
    with transaction() as session:
        session.execute(sa.update(Account).where(Account.id == account_id).values(locale=locale))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_is_refused_by_name_and_the_good_one_is_taken(
    zhao: Any, people: People, project_id: int, case: Case
) -> None:
    import_id = send(zhao, project_id, {**case.files, GOOD_NAME: GOOD})

    told = zhao.get(f"/api/v1/imports/{import_id}").json

    assert {one["name"]: one["code"] for one in told["problems"]} == case.refused
    assert sorted(image.name for image in images()) == sorted([*case.taken, GOOD_NAME])
    assert (told["state"], told["taken"], told["refused"]) == ("done", len(case.taken) + 1, len(case.refused))
    assert told["done"] == told["total"] == told["taken"] + told["refused"]
    for locale, words, taken in (("zh_CN", case.reason[0], "收下"), ("en", case.reason[1], "Taken")):
        speak(people.zhao, locale)
        page = zhao.get(f"/imports/{import_id}").text
        details = [one["detail"] for one in zhao.get(f"/api/v1/imports/{import_id}").json["problems"]]
        assert all(words in one for one in details)
        assert taken in page
        assert all(name in page for name in case.refused if "…" not in name and "\\" not in name)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if len(case.files) == len(case.taken)])
def test_what_is_taken_keeps_nothing_but_the_picture(zhao: Any, project_id: int, name: str) -> None:
    send(zhao, project_id, CASES[name].files)

    [image] = images()

    kept = storage().get(image.storage_key)
    assert SECRET not in kept
    assert b"GPS" not in kept
    assert b"<script" not in kept
    assert b"PK\x03\x04" not in kept
    assert not Picture.open(io.BytesIO(kept)).getexif()
    shown = zhao.get(f"/media/images/{image.id}/preview")
    assert shown.status_code == 200
    assert shown.mimetype == "image/webp"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


def test_a_picture_of_sixteen_bits_is_shown_with_its_greys(zhao: Any, project_id: int) -> None:
    send(zhao, project_id, {"a.png": sixteen_bits()})

    [image] = images()

    preview = Picture.open(io.BytesIO(storage().get(image.preview_key or ""))).convert("L")
    dark, middle, light = (preview.getpixel((x, 20)) for x in (5, 32, 60))
    assert dark < middle < light  # type: ignore[operator]


def test_a_hundred_bad_ones_at_once_leave_one_good_one(zhao: Any, project_id: int) -> None:
    bad = {f"{n}.jpg": b"" if n % 2 else SVG for n in range(100)}

    import_id = send(zhao, project_id, {"all.zip": pictures.zipped({**bad, GOOD_NAME: GOOD})})

    told = zhao.get(f"/api/v1/imports/{import_id}").json
    assert (told["taken"], told["refused"], told["total"]) == (1, 100, 101)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Image)) == 1
