"""Opens strangers' pictures in a process of its own, which holds no keys and may use little.

Run as `python -m annotate.datasets.decode_child`: one JSON line in, {source, media_type, clean, preview}, with `blur` for
areas to make unrecognisable, or {source, media_type, folder, rate} for the frames of a video; one JSON line out, before it
one for each frame of a video, {written, expected}. A picture that kills this process harms nobody; the parent starts another.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from annotate.datasets.content import JPEG, PNG, STRIPPERS, WEBP
from annotate.datasets.likeness import SIDE, look_of

MEMORY_BYTES = 1 << 30
LARGEST_FILE_BYTES = 400_000_000
MOST_PIXELS = 40_000_000
PREVIEW_PX = 1280
PREVIEW_QUALITY = 60

_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
_ORIENTATION = 0x0112


class Refused(Exception):
    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def limit_this_process() -> None:
    """From here on: little memory, no large files, no core dump that would hold somebody's picture."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE_BYTES, LARGEST_FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The size is checked here, before a pixel is decoded; Pillow's own limit is a warning only.
    Image.MAX_IMAGE_PIXELS = None


def _checked(source: Path, media_type: str) -> Image.Image:
    """The picture with its head read and its size checked; no pixel is decoded yet."""
    picture = Image.open(source, formats=[_FORMATS[media_type]])
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Refused("too_many_pixels", width=width, height=height, limit=MOST_PIXELS // 1_000_000)
    # A phone's JPEG may carry a second view behind the first (MPO); that one is no animation.
    if media_type != JPEG and getattr(picture, "n_frames", 1) > 1:
        raise Refused("animated")
    return picture


def _encode(picture: Image.Image, media_type: str, target: Path) -> None:
    """Write anew, without metadata but for the colour profile."""
    more: dict[str, Any] = {"icc_profile": picture.info.get("icc_profile")}
    if media_type == JPEG:
        if picture.mode not in ("RGB", "L", "CMYK"):
            picture = picture.convert("RGB")
        more |= {"quality": 95, "subsampling": 0, "exif": b""}
    if media_type == WEBP:
        more |= {"quality": 95, "exif": b""}
    picture.save(target, _FORMATS[media_type], **more)


def _write_clean(picture: Image.Image, source: Path, media_type: str, target: Path) -> Image.Image:
    """Store the picture upright and without metadata; returns it upright."""
    if picture.getexif().get(_ORIENTATION, 1) in range(2, 9):
        upright = ImageOps.exif_transpose(picture)
        _encode(upright, media_type, target)
        return upright
    try:
        # Not a bit of the picture itself changes.
        target.write_bytes(STRIPPERS[media_type](source.read_bytes()))
    except ValueError:
        _encode(picture, media_type, target)
    return picture


def _small(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):
        # 16 bits a pixel: cut to eight they would all be white.
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    mode = "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
    preview = picture if picture.mode == mode else picture.convert(mode)
    if max(preview.size) > PREVIEW_PX:
        ratio = PREVIEW_PX / max(preview.size)
        size = tuple(max(1, round(side * ratio)) for side in preview.size)
        preview = preview.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)  # type: ignore[arg-type]
    return preview


def _write_preview(picture: Image.Image, target: Path) -> tuple[int, int]:
    """A WebP that is small on a slow link and still sharp; its size in pixels."""
    preview = _small(picture)
    preview.save(target, "WEBP", quality=PREVIEW_QUALITY, method=4)
    return preview.size


def _look(picture: Image.Image) -> int:
    return look_of(picture.convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS).tobytes())


def prepare(source: Path, media_type: str, clean: Path, preview: Path) -> dict[str, Any]:
    """Write the clean copy and the preview. Raises Refused, MemoryError, or what Pillow raises."""
    with _checked(source, media_type) as picture:
        picture.load()
        upright = _write_clean(picture, source, media_type, clean)
        small = _small(upright)
        preview_size = _write_preview(small, preview)
        width, height = upright.size
    return {
        "width_px": width,
        "height_px": height,
        "preview_width_px": preview_size[0],
        "preview_height_px": preview_size[1],
        "look": _look(small),
    }


def blur(source: Path, media_type: str, clean: Path, preview: Path, areas: list[list[int]]) -> dict[str, Any]:
    """Write a clean copy and a preview in which the areas cannot be recognised."""
    # Loaded only here: few children ever blur.
    from annotate.datasets.blur_child import blurred

    with _checked(source, media_type) as picture:
        picture.load()
        soft = blurred(picture, areas)
        soft.info["icc_profile"] = picture.info.get("icc_profile")
    _encode(soft, media_type, clean)
    small = _small(soft)
    preview_size = _write_preview(small, preview)
    return {
        "width_px": soft.width,
        "height_px": soft.height,
        "preview_width_px": preview_size[0],
        "preview_height_px": preview_size[1],
        "look": _look(small),
    }


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """One picture or video: its facts, or the code of a refusal."""
    if "folder" in request:
        return _answer_of_film(request)
    places = Path(request["source"]), request["media_type"], Path(request["clean"]), Path(request["preview"])
    try:
        return blur(*places, request["blur"]) if "blur" in request else prepare(*places)
    except Refused as refused:
        return {"code": refused.code, "params": refused.params}
    except MemoryError:
        return {"code": "too_hungry", "params": {}}
    # All that Pillow is known to raise for files that are not what they say.
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, EOFError, TypeError):
        return {"code": "broken_picture", "params": {}}


def _tell(written: int, expected: int) -> None:
    print(json.dumps({"written": written, "expected": expected}), flush=True)


def _answer_of_film(request: dict[str, Any]) -> dict[str, Any]:
    # Loaded only here: most children never see a video.
    from annotate.datasets.film_child import FilmRefused, take_frames

    try:
        return take_frames(
            Path(request["source"]),
            request["media_type"],
            Path(request["folder"]),
            request["rate"],
            _write_preview,
            _tell,
        )
    except FilmRefused as refused:
        return {"code": refused.code, "params": refused.params}
    except MemoryError:
        return {"code": "video_hungry", "params": {}}
    except (OSError, ValueError, ArithmeticError, LookupError, EOFError, TypeError):
        return {"code": "broken_video", "params": {}}


def main() -> None:
    limit_this_process()
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
