"""Pictures and zips for tests, good and bad, made on the spot."""

import io
import random
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

from PIL import Image


def drawn(width: int = 64, height: int = 48, seed: int = 0) -> Image.Image:
    """A picture that no other seed gives."""
    noise = random.Random(seed).randbytes(12)
    return Image.frombytes("RGB", (2, 2), noise).resize((width, height), Image.Resampling.BICUBIC)


def jpeg(seed: int = 0, width: int = 64, height: int = 48, **save: Any) -> bytes:
    return encoded("JPEG", seed, width, height, **save)


def encoded(format: str, seed: int = 0, width: int = 64, height: int = 48, **save: Any) -> bytes:
    out = io.BytesIO()
    drawn(width, height, seed).save(out, format, **save)
    return out.getvalue()


def jpeg_with_exif(orientation: int, seed: int = 0) -> bytes:
    """A JPEG of a phone: turned, with a place and a maker."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "SecretPhone"
    exif.get_ifd(0x8825)[2] = (27.0, 31.0, 12.0)
    return jpeg(seed, exif=exif.tobytes())


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes whose head promises a huge picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def zipped(files: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def zipped_by_chinese_windows(name: str, content: bytes) -> bytes:
    """A zip whose file name is GBK without saying so."""
    raw = name.encode("gb18030")
    stand_in = "x" * len(raw)
    return zipped({stand_in: content}, zipfile.ZIP_STORED).replace(stand_in.encode(), raw)


def zipped_link(name: str, target: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        archive.writestr(entry, target)
    return out.getvalue()


def folder_listing(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def noise_png(seed: int, width: int, height: int) -> bytes:
    """A picture that no packer makes smaller: three bytes a pixel."""
    out = io.BytesIO()
    noise = random.Random(seed).randbytes(width * height * 3)
    Image.frombytes("RGB", (width, height), noise).save(out, "PNG", compress_level=1)
    return out.getvalue()


def scene(seed: int, width: int = 320, height: int = 240) -> Image.Image:
    """A picture with as much in it as a street: light and dark places that no other seed has."""
    noise = random.Random(seed).randbytes(9 * 9 * 3)
    return Image.frombytes("RGB", (9, 9), noise).resize((width, height), Image.Resampling.BICUBIC)


def saved(picture: Image.Image, format: str = "JPEG", **save: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, format, **save)
    return out.getvalue()
