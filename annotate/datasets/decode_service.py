"""Starts limited child processes that open pictures, watches their time, and replaces those that die."""

import json
import math
import os
import queue
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.datasets.blurring import Area
from annotate.datasets.zip_rules import Refusal

SECONDS_PER_PICTURE = 20.0
SECONDS_PER_VIDEO = 1800.0
# A child tells each frame; whoever listens writes it down, so that it hears of some.
SECONDS_BETWEEN_WORDS = 1.0
_ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Prepared:
    """A picture that was opened: upright size, and the files that hold its clean copy and its preview."""

    width_px: int
    height_px: int
    preview_width_px: int
    preview_height_px: int
    # 64 bits, see likeness.py.
    look: int


@dataclass(frozen=True)
class Film:
    """The frames of a video, written as 000001.jpg, each with its preview 000001.webp."""

    frames: int
    fps: float
    width_px: int
    height_px: int
    preview_width_px: int
    preview_height_px: int


# How many frames are written, of about how many; 0 where nobody can say.
Tell = Callable[[int, int], None]
# The same limits, in the words of a video.
_OF_FILMS = {"too_slow": "video_slow", "too_hungry": "video_hungry"}


class Decoder:
    """One child process; it is started when first needed and again after it died."""

    def __init__(self, seconds: float = SECONDS_PER_PICTURE) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        # What came of the next line already.
        self._read = bytearray()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._read.clear()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "annotate.datasets.decode_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                # Nothing of ours goes with it: no keys, no addresses of databases.
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            )
        return self._process

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def prepare(self, source: Path, media_type: str, clean: Path, preview: Path) -> Prepared | Refusal:
        """Open one picture and write its clean copy and its preview, or say why not."""
        request = {
            "source": str(source),
            "media_type": media_type,
            "clean": str(clean),
            "preview": str(preview),
        }
        answer = self._ask(request)
        return answer if isinstance(answer, Refusal) else Prepared(**answer)

    def blur(
        self, source: Path, media_type: str, clean: Path, preview: Path, areas: Sequence[Area]
    ) -> Prepared | Refusal:
        """Write a clean copy and a preview in which the areas cannot be recognised."""
        files = {"source": str(source), "clean": str(clean), "preview": str(preview)}
        answer = self._ask({**files, "media_type": media_type, "blur": [list(area) for area in areas]})
        return answer if isinstance(answer, Refusal) else Prepared(**answer)

    def take_frames(
        self, source: Path, media_type: str, folder: Path, rate: float | None, tell: Tell
    ) -> Film | Refusal:
        """Write frames of a video and their previews into a folder, or say why not; meanwhile tell how far it is."""
        request = {"source": str(source), "media_type": media_type, "folder": str(folder), "rate": rate}
        answer = self._ask(request, tell)
        if isinstance(answer, Refusal):
            return Refusal(_OF_FILMS.get(answer.code, answer.code), answer.params)
        return Film(**answer)

    def _ask(self, request: dict[str, Any], tell: Tell | None = None) -> dict[str, Any] | Refusal:
        process, until = self._start(), time.monotonic() + self._seconds
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            line = self._read_line(process, until)
            told_at = -math.inf
            while tell and line and "written" in (said := json.loads(line)):
                if time.monotonic() - told_at >= SECONDS_BETWEEN_WORDS:
                    told_at = time.monotonic()
                    tell(said["written"], said["expected"])
                line = self._read_line(process, until)
        except BrokenPipeError:
            line = b""
        if line is None:
            self.stop()
            return Refusal("too_slow", {})
        if not line:
            # It broke down where Python could not catch it: the limits did their work.
            self.stop()
            return Refusal("too_hungry", {})
        answer: dict[str, Any] = json.loads(line)
        return Refusal(answer["code"], answer["params"]) if "code" in answer else answer

    def _read_line(self, process: subprocess.Popen[bytes], until: float) -> bytes | None:
        """One line; b'' when the child died, None when its time is up."""
        assert process.stdout is not None
        while b"\n" not in self._read:
            left = until - time.monotonic()
            ready, _, _ = select.select([process.stdout], [], [], max(left, 0))
            if not ready:
                return None
            part = os.read(process.stdout.fileno(), 65536)
            if not part:
                return b""
            self._read += part
        line, _, rest = bytes(self._read).partition(b"\n")
        self._read = bytearray(rest)
        return line


class DecoderPool:
    """As many children as cores, handed to one thread each."""

    def __init__(self, size: int) -> None:
        self._free: queue.SimpleQueue[Decoder] = queue.SimpleQueue()
        self._all = [Decoder() for _ in range(size)]
        for decoder in self._all:
            self._free.put(decoder)

    def prepare(self, source: Path, media_type: str, clean: Path, preview: Path) -> Prepared | Refusal:
        decoder = self._free.get()
        try:
            return decoder.prepare(source, media_type, clean, preview)
        finally:
            self._free.put(decoder)

    def blur(
        self, source: Path, media_type: str, clean: Path, preview: Path, areas: Sequence[Area]
    ) -> Prepared | Refusal:
        decoder = self._free.get()
        try:
            return decoder.blur(source, media_type, clean, preview, areas)
        finally:
            self._free.put(decoder)

    def stop(self) -> None:
        for decoder in self._all:
            decoder.stop()


def cores() -> int:
    """How many processes may really run at once, and not more than imports should take from the rest."""
    return max(1, min(8, len(os.sched_getaffinity(0))))


@contextmanager
def film_decoder(seconds: float = SECONDS_PER_VIDEO) -> Iterator[Decoder]:
    """A child for one video alone."""
    decoder = Decoder(seconds)
    try:
        yield decoder
    finally:
        decoder.stop()


@contextmanager
def decoder_pool(size: int | None = None) -> Iterator[DecoderPool]:
    pool = DecoderPool(size or cores())
    try:
        yield pool
    finally:
        pool.stop()
