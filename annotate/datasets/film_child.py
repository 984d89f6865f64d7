"""Takes frames out of a stranger's video; runs only inside the limited process of decode_child."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from PIL import Image

from annotate.datasets.content import AVI, MATROSKA, MP4
from annotate.datasets.films import (
    LEAST_SHARE,
    LONGEST_SECONDS,
    MOST_FRAMES,
    MOST_PIXELS,
    Picker,
    true_rate,
)

# By content, never guessed by the library: some of its readers follow addresses that a file names.
_READERS = {MP4: "mov", MATROSKA: "matroska", AVI: "avi"}
# What cameras and people really use. Every further reader would be one more to be attacked through.
_CODECS = {"h264", "hevc", "av1", "vp8", "vp9", "mpeg4", "mpeg2video", "mpeg1video", "mjpeg"} | {
    "msmpeg4v3",
    "prores",
    "dvvideo",
    "rawvideo",
}
QUALITY = 92

WritePreview = Callable[[Image.Image, Path], tuple[int, int]]
# Told after each frame: how many are written, of about how many; 0 where nobody can say.
Tell = Callable[[int, int], None]


class FilmRefused(Exception):
    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def take_frames(
    source: Path,
    media_type: str,
    folder: Path,
    rate: float | None,
    write_preview: WritePreview,
    tell: Tell,
) -> dict[str, Any]:
    """Write 000001.jpg and 000001.webp and so on into the folder; what there is to know of them all.

    rate: frames a second; None for key frames. Raises FilmRefused.
    """
    try:
        # An open file, not its path: so the library can open nothing else.
        with source.open("rb") as file, av.open(file, "r", _READERS[media_type], options=_NO_LINKS) as film:
            stream = _moving_picture(film)
            expected = _check_head(film, stream, rate)
            # One thread: each further one takes address space that the limit counts.
            stream.codec_context.thread_count = 1
            if rate is None:
                stream.codec_context.skip_frame = "NONKEY"
            picker = Picker(rate) if rate is not None else None
            return _all_of(_written(film, stream, folder, picker, write_preview), rate, expected, tell)
    except av.error.EOFError as error:
        # A head, and the file ends: in the other formats the head stands last, so that it was cut.
        raise FilmRefused("no_frames" if media_type == MATROSKA else "broken_video") from error
    except av.error.FFmpegError as error:
        raise FilmRefused("broken_video") from error


def _all_of(
    written: Iterator[tuple[float, dict[str, Any]]], rate: float | None, expected: int, tell: Tell
) -> dict[str, Any]:
    moments: list[float] = []
    facts: dict[str, Any] = {}
    for moment, sizes in written:
        moments.append(moment)
        facts = sizes
        tell(len(moments), expected)
    if not moments:
        raise FilmRefused("no_frames")
    fps = true_rate(rate, moments[0], moments[-1], len(moments))
    return {**facts, "frames": len(moments), "fps": fps}


_NO_LINKS = {"enable_drefs": "0", "use_absolute_path": "0"}


def _moving_picture(film: av.container.InputContainer) -> av.VideoStream:
    for stream in film.streams.video:
        # The cover of a song is a picture that does not move.
        if not stream.disposition & av.stream.Disposition.attached_pic:
            return stream
    raise FilmRefused("no_video_track")


def _check_head(film: av.container.InputContainer, stream: av.VideoStream, rate: float | None) -> int:
    """What the head alone says is refused before a frame is decoded. About how many will be taken; 0: unknown."""
    if stream.codec_context is None:
        raise FilmRefused("broken_video")
    codec = stream.codec_context.codec.canonical_name
    if codec not in _CODECS:
        raise FilmRefused("video_codec", codec=codec[:40])
    _check_pixels(stream.codec_context.width, stream.codec_context.height)
    seconds = _told_seconds(film)
    _check_seconds(seconds)
    if rate is None:
        return 0
    own = float(stream.average_rate or 0)
    expected = round(seconds * (min(rate, own) if own else rate))
    _check_count(expected)
    return expected


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise FilmRefused("video_pixels", width=width, height=height, limit=MOST_PIXELS / 1_000_000)


def _check_seconds(seconds: float) -> None:
    if seconds > LONGEST_SECONDS:
        raise FilmRefused("video_long", minutes=int(seconds / 60), limit=LONGEST_SECONDS // 60)


def _check_count(count: int) -> None:
    if count > MOST_FRAMES:
        raise FilmRefused("video_frames", count=count, limit=MOST_FRAMES)


def _told_seconds(film: av.container.InputContainer) -> float:
    return (film.duration or 0) / av.time_base


def _decoded(film: av.container.InputContainer, stream: av.VideoStream) -> Iterator[av.VideoFrame]:
    """Every frame that can be read; checked that the file did not end before its head said."""
    seen, errors = 0, 0
    # Where the moving picture ends, and where anything does: some heads only tell how long it is with its sound.
    ours, any_of = 0.0, 0.0
    for packet in film.demux():
        is_ours = packet.stream.index == stream.index
        if packet.pts is not None and packet.time_base is not None:
            end = float((packet.pts + (packet.duration or 0)) * packet.time_base)
            ours, any_of = max(ours, end) if is_ours else ours, max(any_of, end)
        if not is_ours:
            continue
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            errors += 1
            continue
        seen += bool(packet.size)
        yield from frames  # type: ignore[misc]
    start = max(0.0, (film.start_time or 0) / av.time_base)
    if stream.duration and stream.time_base:
        is_short = _is_short(float(stream.duration * stream.time_base), ours - start, stream)
    else:
        is_short = _is_short(_told_seconds(film), any_of - start, stream)
    # A cut through the middle of a group leaves a packet or two behind that nobody can read.
    if errors * 100 > seen or is_short or (stream.frames and seen < LEAST_SHARE * stream.frames):
        raise FilmRefused("broken_video")


def _is_short(told: float, read: float, stream: av.VideoStream) -> bool:
    """Seconds told and read; how long the last frame lasts is not always known."""
    last_frame = 1.5 / float(stream.average_rate or 1)
    return read < LEAST_SHARE * told and told - read > max(0.5, last_frame)


def _written(
    film: av.container.InputContainer,
    stream: av.VideoStream,
    folder: Path,
    picker: Picker | None,
    write_preview: WritePreview,
) -> Iterator[tuple[float, dict[str, Any]]]:
    """Each frame once it is written: its second, and its sizes, which are the same for all.

    picker: of frames by rate; None for key frames.
    """
    first: float | None = None
    facts: dict[str, Any] = {}
    count = 0
    for number, frame in enumerate(_decoded(film, stream)):
        moment = _moment(frame, number, stream)
        _check_seconds(0.0 if first is None else float(moment - Fraction(first)))
        if (picker is not None and not picker.wants(moment)) or (picker is None and not frame.key_frame):
            continue
        count += 1
        _check_count(count)
        now = _write_one(frame, folder / f"{count:06d}", write_preview)
        if facts and facts != now:
            raise FilmRefused("video_changes")
        facts = now
        first = float(moment) if first is None else first
        yield float(moment), facts


def _moment(frame: av.VideoFrame, number: int, stream: av.VideoStream) -> Fraction:
    """Seconds; a video without a clock goes at its mean speed."""
    if frame.pts is not None and frame.time_base:
        return frame.pts * frame.time_base
    return number / (stream.average_rate or Fraction(25))


def _write_one(frame: av.VideoFrame, stem: Path, write_preview: WritePreview) -> dict[str, Any]:
    _check_pixels(frame.width, frame.height)
    picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
    turns = round(frame.rotation / 90) % 4
    if turns:
        # As the player shows it: the phone was held upright.
        picture = picture.transpose((None, _TURNS[0], _TURNS[1], _TURNS[2])[turns])  # type: ignore[arg-type]
    picture.save(stem.with_suffix(".jpg"), "JPEG", quality=QUALITY)
    preview = write_preview(picture, stem.with_suffix(".webp"))
    width, height = picture.size
    sizes = {"width_px": width, "height_px": height}
    return {**sizes, "preview_width_px": preview[0], "preview_height_px": preview[1]}


_TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
