"""Strangers' pictures are opened in a process that may use little, and come out upright and clean."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from annotate.datasets.content import JPEG, PNG, STRIPPERS, WEBP, sniff
from annotate.datasets.decode_service import Decoder, Prepared
from annotate.datasets.zip_rules import Refusal
from tests.datasets import pictures


@pytest.fixture
def decoder() -> Iterator[Decoder]:
    decoder = Decoder()
    yield decoder
    decoder.stop()


def prepare(decoder: Decoder, folder: Path, content: bytes) -> Prepared | Refusal:
    (folder / "source").write_bytes(content)
    return decoder.prepare(folder / "source", sniff(content), folder / "clean", folder / "preview")


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_turned_picture_is_set_upright(decoder: Decoder, tmp_path: Path, orientation: int) -> None:
    prepared = prepare(decoder, tmp_path, pictures.jpeg_with_exif(orientation))

    assert isinstance(prepared, Prepared)
    assert (prepared.width_px, prepared.height_px) == ((48, 64) if orientation > 4 else (64, 48))
    clean = Image.open(tmp_path / "clean")
    assert clean.size == (prepared.width_px, prepared.height_px)
    assert not clean.getexif()
    assert b"SecretPhone" not in (tmp_path / "clean").read_bytes()


def test_time_that_is_up_ends_the_picture_and_not_the_next(tmp_path: Path) -> None:
    decoder = Decoder(seconds=0.0)

    refusal = prepare(decoder, tmp_path, pictures.jpeg())

    decoder.stop()
    assert refusal == Refusal("too_slow", {})


def test_a_process_that_died_is_replaced(decoder: Decoder, tmp_path: Path) -> None:
    process = decoder._start()
    process.kill()
    process.wait()

    assert isinstance(prepare(decoder, tmp_path, pictures.jpeg()), Prepared)


def test_a_moving_picture_is_refused(decoder: Decoder, tmp_path: Path) -> None:
    out = io.BytesIO()
    pictures.drawn(seed=1).save(out, "WEBP", save_all=True, append_images=[pictures.drawn(seed=2)])

    assert prepare(decoder, tmp_path, out.getvalue()) == Refusal("animated", {})


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "I;16", "1"])
def test_every_usual_kind_of_png_gets_a_preview(decoder: Decoder, tmp_path: Path, mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, "PNG")

    assert isinstance(prepare(decoder, tmp_path, out.getvalue()), Prepared)
    assert Image.open(tmp_path / "preview").format == "WEBP"


@pytest.mark.parametrize("save", [{}, {"progressive": True}, {"quality": 30, "optimize": True}])
def test_stripping_changes_no_pixel_of_a_jpeg(save: dict[str, object]) -> None:
    plain = pictures.jpeg(3, 90, 70, comment=b"a secret", **save)

    stripped = STRIPPERS[JPEG](plain + b"hidden behind the end")

    assert Image.open(io.BytesIO(stripped)).tobytes() == Image.open(io.BytesIO(plain)).tobytes()
    assert b"secret" not in stripped
    assert b"hidden" not in stripped


@pytest.mark.parametrize(("media_type", "name"), [(PNG, "PNG"), (WEBP, "WEBP")])
def test_stripping_changes_no_pixel_of_others(media_type: str, name: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    plain = pictures.encoded(name, 3, 90, 70, exif=exif)

    stripped = STRIPPERS[media_type](plain)

    assert Image.open(io.BytesIO(stripped)).tobytes() == Image.open(io.BytesIO(plain)).tobytes()
    assert b"SecretPhone" in plain
    assert b"SecretPhone" not in stripped


@pytest.mark.parametrize("media_type", [JPEG, PNG, WEBP])
def test_stripping_follows_no_broken_segment(media_type: str) -> None:
    name = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}[media_type]
    whole = pictures.encoded(name, 3, 90, 70)

    for cut in range(12, len(whole) - 1, 7):
        try:
            STRIPPERS[media_type](whole[:cut])
        except ValueError:
            continue
