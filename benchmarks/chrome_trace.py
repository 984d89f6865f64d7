"""From the input to the picture on the screen, as Chromium's own trace tells it (EventLatency)."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Page

from benchmarks.machine import quantiles

_CATEGORIES = ["cc", "benchmark", "input", "devtools.timeline", "disabled-by-default-devtools.timeline"]
# What a person calls them, by what Chromium calls them.
KINDS = {
    "MOUSE_MOVED_EVENT": "move",
    "MOUSE_DRAGGED": "move",
    "MOUSE_PRESSED": "press",
    "MOUSE_RELEASED": "drop",
    "KEY_PRESSED": "key",
    "RAW_KEY_PRESSED": "key",
}


@dataclass
class Trace:
    """Seconds from each input to its frame, by kind of input; and the longest task of the page's main thread."""

    latencies: dict[str, list[float]] = field(default_factory=dict)
    longest_task: float = 0.0
    paints: int = 0

    def figures(self) -> dict[str, Any]:
        found: dict[str, Any] = {kind: quantiles(seconds) for kind, seconds in sorted(self.latencies.items())}
        return found | {"longest_task_ms": round(self.longest_task * 1000, 1)}


def read_trace(events: list[dict[str, Any]]) -> Trace:
    """Pairs the beginnings and ends of EventLatency. An input that changed nothing on the screen has none."""
    begun: dict[str, dict[str, Any]] = {}
    latencies: dict[str, list[float]] = defaultdict(list)
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    longest, paints = 0.0, 0
    for event in sorted(events, key=lambda one: one.get("ts", 0)):
        if event["name"] == "EventLatency":
            mark = f"{event['pid']} {event['id2']['local']}"
            if event["ph"] == "b":
                begun[mark] = event
            elif mark in begun:
                first = begun.pop(mark)
                kind = KINDS.get(first["args"].get("event_latency", {}).get("event_type", ""))
                if kind:
                    latencies[kind].append((event["ts"] - first["ts"]) / 1e6)
        elif event["name"] == "RunTask" and (event["pid"], event["tid"]) in mains:
            longest = max(longest, event.get("dur", 0) / 1e6)
        elif event["name"] == "Paint":
            paints += 1
    return Trace(dict(latencies), longest, paints)


@contextmanager
def traced(page: Page, session: CDPSession) -> Iterator[Trace]:
    """Fills the Trace it yields when the block ends."""
    events: list[dict[str, Any]] = []
    is_done: list[bool] = []
    session.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    session.on("Tracing.tracingComplete", lambda _: is_done.append(True))
    config = {"includedCategories": _CATEGORIES}
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": config})
    trace = Trace()
    yield trace
    # The last frames are still on their way to the screen.
    page.wait_for_timeout(600)
    session.send("Tracing.end")
    while not is_done:
        page.wait_for_timeout(50)
    found = read_trace(events)
    trace.latencies, trace.longest_task, trace.paints = found.latencies, found.longest_task, found.paints
