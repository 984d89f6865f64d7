"""Videos for tests, good and bad, made on the spot."""

import io
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np


def film(
    frames: int = 20,
    fps: int = 10,
    width: int = 96,
    height: int = 64,
    container: str = "mp4",
    codec: str = "mpeg4",
    turned: int = 0,
    key_every: int = 5,
    seconds_between: int = 0,
    **options: str,
) -> bytes:
    """A video whose upper half is dark and grows lighter from frame to frame; the lower half is white."""
    # In a file: a head that is moved to the front is read again by its name.
    with (
        tempfile.NamedTemporaryFile(suffix=".video") as out,
        av.open(out.name, "w", container, options=options) as made,
    ):
        stream: Any = made.add_stream(codec, rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.gop_size = key_every
        # No key frame of its own accord where the picture changes much.
        stream.options = {"sc_threshold": "1000000000"}
        if turned:
            stream.set_display_rotation(turned)
        if not frames:
            made.start_encoding()
        for number in range(frames):
            pixels = np.full((height, width, 3), 255, np.uint8)
            pixels[: height // 2] = min(number * 5, 250)
            frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
            frame.pts, frame.time_base = number * (seconds_between * fps or 1), Fraction(1, fps)
            made.mux(stream.encode(frame))
        made.mux(stream.encode())
        made.close()
        return Path(out.name).read_bytes()


def with_longer_sound(container: str) -> bytes:
    """Two seconds to see, six to hear."""
    out = io.BytesIO()
    with av.open(out, "w", container) as made:
        seen: Any = made.add_stream("mpeg4", rate=10)
        heard: Any = made.add_stream("mp3", rate=16000)
        seen.width, seen.height, seen.pix_fmt = 96, 64, "yuv420p"
        for number in range(20):
            frame = av.VideoFrame.from_ndarray(np.full((64, 96, 3), number, np.uint8), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            made.mux(seen.encode(frame))
        made.mux(seen.encode())
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 96000), np.float32), "fltp", "mono")
        sound.sample_rate = 16000
        made.mux(heard.encode(sound))
        made.mux(heard.encode())
    return out.getvalue()


def sound_only() -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", "mp4") as made:
        stream: Any = made.add_stream("aac", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.float32), "fltp", "mono")
        frame.sample_rate = 8000
        made.mux(stream.encode(frame))
        made.mux(stream.encode())
    return out.getvalue()
