"""A list of pictures that stay in a bucket, as CSV or as JSON lines: read strictly, every bad line told by its number. Pure."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from annotate.core.errors import AnnotateError
from annotate.core.strict_json import read_json
from annotate.datasets.file_names import UnsafeName, clean_name, showable
from annotate.datasets.zip_rules import Refusal

ENDINGS = (".csv", ".jsonl", ".ndjson")
MOST_LINES = 100_000
LARGEST_BYTES = 100_000_000
LONGEST_KEY = 1000
# Read whole into memory each time that one is shown.
LARGEST_REFERENCE_BYTES = 50_000_000
MOST_ATTRIBUTES = 20
LONGEST_ATTRIBUTE = 200
COLUMNS = ("name", "url", "key", "source", "sha256", "width", "height", "sequence", "fps", "attributes")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_USUAL_FPS, _MOST_FPS = 10.0, 240.0


@dataclass(frozen=True)
class Line:
    """One picture. name: as it will be called here; source: '' where only one can be meant."""

    number: int
    name: str
    source: str
    key: str
    sha256: str = ""
    size: tuple[int, int] | None = None
    sequence: str = ""
    fps: float = _USUAL_FPS
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class BadLine:
    number: int
    name: str
    refusal: Refusal


def is_called_a_manifest(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


class _Bad(Exception):
    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def read_manifest(content: bytes, name: str, urls: Mapping[str, str]) -> Iterator[Line | BadLine]:
    """Lines in their order; number: of the line in the file, from 1. urls: 's3://bucket/prefix' by name of the source."""
    if len(content) > LARGEST_BYTES:
        yield BadLine(1, name, Refusal("too_large", {"limit_mb": LARGEST_BYTES // 1_000_000}))
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield BadLine(1, name, Refusal("manifest_encoding", {}))
        return
    rows = _csv_rows(text) if name.lower().endswith(".csv") else _json_rows(text)
    for count, (number, row) in enumerate(rows):
        if count >= MOST_LINES:
            yield BadLine(number, name, Refusal("manifest_long", {"limit": MOST_LINES}))
            return
        yield _line(number, row, urls)


_Row = Mapping[str, Any] | Refusal


def _csv_rows(text: str) -> Iterator[tuple[int, _Row]]:
    reader = csv.reader(io.StringIO(text), strict=True)
    columns: list[str] | None = None
    try:
        for row in reader:
            if columns is None:
                columns = [cell.strip().lower() for cell in row]
                unknown = [column for column in columns if column not in COLUMNS]
                if unknown or "name" not in columns or len(set(columns)) < len(columns):
                    yield 1, Refusal("manifest_head", {"columns": ", ".join(COLUMNS)})
                    return
            elif any(cell.strip() for cell in row):
                if len(row) != len(columns):
                    yield (
                        reader.line_num,
                        Refusal("manifest_cells", {"here": len(row), "wanted": len(columns)}),
                    )
                else:
                    yield reader.line_num, dict(zip(columns, row, strict=True))
    except csv.Error:
        yield reader.line_num, Refusal("manifest_broken", {})


def _json_rows(text: str) -> Iterator[tuple[int, _Row]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = read_json(line.encode())
        except AnnotateError:
            row = None
        if isinstance(row, dict):
            yield number, row
        else:
            yield number, Refusal("manifest_broken", {})


def _line(number: int, row: _Row, urls: Mapping[str, str]) -> Line | BadLine:
    if isinstance(row, Refusal):
        return BadLine(number, "", row)
    named = row.get("name")
    shown = showable(named) if isinstance(named, str) else ""
    try:
        if set(row) - set(COLUMNS):
            raise _Bad(sorted(set(row) - set(COLUMNS))[0])
        source, key = _where(row, urls)
        return Line(
            number,
            clean_name(_text(row, "name", 300)),
            source,
            key,
            _sha256(row),
            _size(row),
            _text(row, "sequence", 200, may_lack=True),
            _fps(row),
            _attributes(row.get("attributes")),
        )
    except _Bad as bad:
        return BadLine(number, shown, Refusal("manifest_cell", {"column": showable(bad.column)}))
    except UnsafeName:
        return BadLine(number, shown, Refusal("unsafe_name", {}))
    except _Unknown:
        return BadLine(number, shown, Refusal("unknown_source", {"known": ", ".join(sorted(urls)) or "-"}))


class _Unknown(Exception):
    """A source that the operator did not declare for this organisation."""


def _text(row: Mapping[str, Any], column: str, most: int, may_lack: bool = False) -> str:
    value = row.get(column)
    if value in (None, "") and may_lack:
        return ""
    if not isinstance(value, str) or not value.strip() or len(value) > most or not value.isprintable():
        raise _Bad(column)
    return value.strip()


def _where(row: Mapping[str, Any], urls: Mapping[str, str]) -> tuple[str, str]:
    """(source, key), from `key` and `source`, or from an s3:// address below a declared one. No other address is followed."""
    url, key = _text(row, "url", LONGEST_KEY + 300, True), _text(row, "key", LONGEST_KEY, True)
    source = _text(row, "source", 60, True).lower()
    if bool(url) == bool(key):
        raise _Bad("url")
    if url:
        below = [name for name, start in urls.items() if url.startswith(f"{start}/") and source in ("", name)]
        if not below:
            raise _Unknown
        source = max(below, key=lambda name: len(urls[name]))
        key = url[len(urls[source]) + 1 :]
    elif not source and len(urls) == 1:
        [source] = urls
    if source not in urls:
        raise _Unknown
    if len(key) > LONGEST_KEY or any(part in ("", ".", "..") for part in key.split("/")):
        raise _Bad("url" if url else "key")
    return source, key


def _sha256(row: Mapping[str, Any]) -> str:
    text = _text(row, "sha256", 64, may_lack=True).lower()
    if text and not _SHA256.fullmatch(text):
        raise _Bad("sha256")
    return text


def _size(row: Mapping[str, Any]) -> tuple[int, int] | None:
    sides = [_side(row.get(column), column) for column in ("width", "height")]
    if (sides[0] is None) != (sides[1] is None):
        raise _Bad("height" if sides[1] is None else "width")
    return (sides[0], sides[1]) if sides[0] is not None and sides[1] is not None else None


def _side(value: object, column: str) -> int | None:
    if value in (None, ""):
        return None
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0):
        raise _Bad(column)
    return int(text)


def _fps(row: Mapping[str, Any]) -> float:
    value = row.get("fps")
    if value in (None, ""):
        return _USUAL_FPS
    try:
        fps = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else 0.0
    except ValueError:
        fps = 0.0
    if not 0 < fps <= _MOST_FPS:
        raise _Bad("fps")
    return fps


def _attributes(value: Any) -> dict[str, str]:
    """An object of short texts; in CSV as JSON in its cell."""
    if value in (None, ""):
        return {}
    if isinstance(value, str):
        try:
            value = read_json(value.encode())
        except AnnotateError as error:
            raise _Bad("attributes") from error
    if not isinstance(value, dict) or len(value) > MOST_ATTRIBUTES:
        raise _Bad("attributes")
    told = {
        key: one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)
        for key, one in value.items()
    }
    if not all(
        0 < len(key) <= 60 and len(one) <= LONGEST_ATTRIBUTE and (key + one).isprintable()
        for key, one in told.items()
    ):
        raise _Bad("attributes")
    return told
