"""Writes docs/performance.md from benchmarks/results: `python -m benchmarks.performance_page`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import RESULTS

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
# A figure that nobody has measured is told as such, never left out.
MISSING = "not measured"


@dataclass(frozen=True)
class Row:
    """One budget: what, the most it may be, its unit, and where its figure stands."""

    what: str
    most: float
    unit: str
    file: str
    place: tuple[str, ...]
    least: bool = False


_SLOW, _MEDIUM, _OPEN = "400 kbit/s, 300 ms, CPU 4x", "1.6 Mbit/s, 150 ms, CPU 4x", "unthrottled, CPU 1x"


def _input_rows(drawn: int, most: int) -> list[Row]:
    scene = f"{drawn} shapes, CPU 4x"
    acts = (
        ("dragging a box", "drag a box", "move", most),
        ("dropping it", "drag a box", "drop", 100),
        ("moving it by arrow key", "nudge a box", "key", most),
        ("drawing a box", "draw a box", "move", most),
    )
    return [
        Row(
            f"{drawn:,} shapes: {what}, input to paint, p95",
            limit,
            "ms",
            "editor_speed",
            (scene, act, kind, "p95_ms"),
        )
        for what, act, kind, limit in acts
    ]


def _line_rows(line: str, cold: float, warm: float, following: float) -> list[Row]:
    return [
        Row(f"{line}: first picture, cold", cold, "s", "editor_speed", (line, "cold", "labellable_s")),
        Row(
            f"{line}: first picture, opened before", warm, "s", "editor_speed", (line, "warm", "labellable_s")
        ),
        Row(f"{line}: next picture", following, "ms", "editor_speed", (line, "next", "p50_ms")),
    ]


_ENGINES = (("SQLite", "sqlite"), ("PostgreSQL", "postgresql"))


def _book_rows(name: str, engine: str) -> list[Row]:
    def row(what: str, most: float, unit: str, *place: str, least: bool = False) -> Row:
        return Row(f"{name}: {what}", most, unit, "ledger_speed", (engine, *place), least)

    posted = ("posting", "ten a transaction", "entries_per_second")
    return [
        row("entries booked a second, 8 clients, ten a transaction", 1000, "", *posted, least=True),
        row("monthly close of 100,000 people", 300, "s", "close", "all_s"),
        row("her home page after five years, p50", 50, "ms", "pages", "home", "p50_ms"),
        row("her statement after five years, p50", 50, "ms", "pages", "statement", "p50_ms"),
    ]


def _export_rows(name: str, engine: str) -> list[Row]:
    what = f"{name}: COCO file of 20,000 agreed pictures with 20 boxes each"
    return [
        Row(what, 5, "s", "export_speed", (engine, "coco", "best", "seconds")),
        Row(
            "the same, peak memory of the job", 300, "MB", "export_speed", (engine, "coco", "best", "peak_mb")
        ),
        Row(
            "tables of their 40,000 answers as Parquet, peak memory of the job",
            300,
            "MB",
            "export_speed",
            (engine, "parquet", "best", "peak_mb"),
        ),
    ]


ROWS = [
    Row(
        "labelling window without its picture",
        150,
        "kB",
        "editor_speed",
        ("script, style, markup", "kb"),
    ),
    Row("the same, requests", 15, "", "editor_speed", ("script, style, markup", "requests")),
    *_line_rows(_SLOW, 5, 2, 100),
    *_line_rows(_MEDIUM, 2.5, 1.2, 100),
    *_line_rows(_OPEN, 0.4, 0.25, 50),
    *_input_rows(200, 50),
    *_input_rows(1000, 100),
    Row("script memory after many pictures", 150, "MB", "editor_speed", ("memory", "heap_mb")),
    Row("renderer after many pictures", 300, "MB", "editor_speed", ("memory", "renderer_pss_mb")),
    *(
        Row(
            f"{name}: web processor time for one task (next and submit)",
            5,
            "ms",
            "http_latency",
            (engine, "eight at once", "web_cpu_ms_per_task"),
        )
        for name, engine in (("SQLite", "sqlite"), ("PostgreSQL", "postgresql"))
    ),
    *(
        Row(
            f"{name}: tasks a second, 8 annotators, 2 web processes",
            250,
            "",
            "http_latency",
            (engine, "eight at once", "tasks_per_second"),
            least=True,
        )
        for name, engine in (("SQLite", "sqlite"), ("PostgreSQL", "postgresql"))
    ),
    *(row for name, engine in _ENGINES for row in _book_rows(name, engine)),
    Row(
        "PostgreSQL, 200,000 open tasks, 8 clients: tasks handed out a second, in bags of ten",
        1500,
        "",
        "claims",
        ("bags of 10", "tasks_per_second"),
        least=True,
    ),
    Row(
        "the same: tasks a second, one at a time",
        1500,
        "",
        "claims",
        ("one at a time", "tasks_per_second"),
        least=True,
    ),
    Row("the same: one task, p99", 50, "ms", "claims", ("one at a time", "p99_ms")),
    Row(
        "one task after 100,000 of her own, times as long as on the first day",
        1.5,
        "",
        "claims",
        ("flat", "times_as_long"),
    ),
    *(row for name, engine in _ENGINES for row in _export_rows(name, engine)),
    Row(
        "import of 1,000 photographs of 1280x720, times as long as Pillow alone for the same previews",
        1.3,
        "",
        "import_speed",
        ("sqlite", "best", "times_as_long"),
    ),
    Row(
        "the same, processor time",
        1.3,
        "",
        "import_speed",
        ("sqlite", "best", "times_the_processor"),
    ),
    Row("gallery, a page among 10,000 pictures, p95", 100, "ms", "gallery", ("pictures", "wall", "p95_ms")),
    Row(
        "the same, filtered by class, size and state, p95",
        100,
        "ms",
        "gallery",
        ("pictures?label=car&size=small&state=agreed", "wall", "p95_ms"),
    ),
    Row("memory of the whole instance, idle (PSS)", 250, "MB", "memory", ("all", "pss_mb")),
]

_HEAD = """# How fast it is, and how that is measured

This page is written by `python -m benchmarks.performance_page` from `benchmarks/results/`. Commands are in
`benchmarks/README.md`. The test suite checks counts only (requests, bytes, statements, repaints): times depend on the machine.

The hand's budgets hold on an old PC: the processor is slowed four times, without a graphics card. "Input to paint" is Chromium's own
EventLatency, from the input to the frame on the screen. Slow lines are shaped at the bytes by `benchmarks/link.py`, so a service worker
gains nothing by passing a throttle. "Cold" is signed in with nothing of the window on the device; "opened before" is with the service
worker's copy.

| what | budget | found | |
|---|---|---|---|
"""


def figure_of(results: dict[str, Any], row: Row) -> float | None:
    """The row's figure; None when it was not measured."""
    found: Any = results.get(row.file, {}).get("figures", {})
    for name in row.place:
        found = found.get(name) if isinstance(found, dict) else None
    return float(found) if isinstance(found, int | float) else None


def line_of(row: Row, figure: float | None) -> str:
    unit = f" {row.unit}" if row.unit else ""
    budget = f"{'≥' if row.least else '≤'} {row.most:g}{unit}"
    if figure is None:
        return f"| {row.what} | {budget} | {MISSING} | |"
    holds = figure >= row.most if row.least else figure <= row.most
    return f"| {row.what} | {budget} | {figure:g}{unit} | {'holds' if holds else 'not yet'} |"


def page_of(results: dict[str, Any]) -> str:
    lines = [line_of(row, figure_of(results, row)) for row in ROWS]
    machines = [
        f"- `{name}`: {one['machine']['processor']}, {one['machine']['cores']} cores, "
        f"{one['machine']['memory_mb']} MB, Python {one['machine']['python']}, commit {one['machine']['commit']}, "
        f"load before it began {one['machine']['load_before']:g}"
        for name, one in sorted(results.items())
    ]
    said = "\n\nA load above 1 means that other programs worked on the machine meanwhile: such times are upper bounds.\n\n"
    return _HEAD + "\n".join(lines) + said + "\n".join(machines) + "\n"


def main() -> None:
    files = {row.file for row in ROWS}
    results = {
        path.stem: json.loads(path.read_text()) for path in RESULTS.glob("*.json") if path.stem in files
    }
    PAGE.write_text(page_of(results))
    print(PAGE.read_text())


if __name__ == "__main__":
    main()
