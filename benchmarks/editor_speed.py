"""The labelling window under a slow hand's clock: `python -m benchmarks.editor_speed`.

Input to paint with 200 and 1,000 shapes, first picture and next picture on slow lines, memory after 200
pictures: a real instance, Chromium with its processor slowed four times, a line shaped by benchmarks/link.py.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.chrome_trace import traced
from benchmarks.editor_scene import IS_LABELLABLE, Scene, open_scene, sign_in, slowed
from benchmarks.link import LINES, OPEN, Line, SlowLine
from benchmarks.machine import keep, machine, quantiles
from benchmarks.memory import pss_mb
from tests.browser.conftest import ARGS
from tests.conftest import SECRETS
from tests.host.instance import Instance, tree_of

CPU = 4
CHROMIUM = "/usr/bin/chromium"
# An annotator's hand sends about this many moves a second.
_MOVE_MS = 16


def _open(context: BrowserContext, scene: Scene, cpu: int) -> tuple[Page, Any]:
    page = context.new_page()
    session = slowed(context, page, cpu)
    page.goto(f"/work/{scene.project_id}")
    page.wait_for_function(IS_LABELLABLE, timeout=120_000)
    return page, session


def _drag(page: Page, start: tuple[float, float], by: tuple[float, float], steps: int) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    for step in range(1, steps + 1):
        page.mouse.move(start[0] + by[0] * step / steps, start[1] + by[1] * step / steps)
        page.wait_for_timeout(_MOVE_MS)
    page.mouse.up()
    page.wait_for_timeout(250)


def _stage(page: Page) -> tuple[float, float, float, float]:
    box = page.locator(".stage").bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def _input_to_paint(chromium: Browser, scene: Scene, drawn: int, turns: int, cpu: int) -> dict[str, Any]:
    """Dragging a box, drawing a box, nudging one with the arrow keys, among so many others."""
    context = sign_in(chromium, scene.instance.url, scene.add_annotator(drawn), "/work")
    page, session = _open(context, scene, cpu)
    page.wait_for_function(f"() => document.querySelector('.objects-panel .count').textContent === '{drawn}'")
    page.wait_for_timeout(1500)
    x, y, width, height = _stage(page)
    figures: dict[str, Any] = {}
    page.locator(".stage").focus()
    page.keyboard.press("KeyV")
    with traced(page, session) as trace:
        for turn in range(turns):
            _drag(page, (x + width * (0.35 + 0.04 * (turn % 5)), y + height * 0.5), (90, 40), 20)
    figures["drag a box"] = trace.figures()
    with traced(page, session) as trace:
        for turn in range(turns * 6):
            page.keyboard.press("ArrowRight" if turn % 2 else "ArrowDown")
            page.wait_for_timeout(60)
    figures["nudge a box"] = trace.figures()
    page.keyboard.press("Escape")
    page.keyboard.press("KeyB")
    with traced(page, session) as trace:
        for turn in range(turns):
            _drag(page, (x + width * (0.3 + 0.04 * turn), y + height * 0.35), (80, 60), 20)
            page.keyboard.press("Escape")
    figures["draw a box"] = trace.figures()
    heap = page.evaluate("() => performance.memory.usedJSHeapSize")
    context.close()
    return figures | {"heap_mb": round(heap / 1e6, 1)}


def _first_picture(chromium: Browser, scene: Scene, line: Line, cpu: int) -> dict[str, Any]:
    """Cold: signed in, nothing of the window on this device. Next: after one picture is sent. Warm: opened before."""
    figures: dict[str, Any] = {}
    with SlowLine(scene.instance.port, OPEN) as slow:
        # Her home page lets a service worker fetch the window ahead: without it cold is cold.
        context = sign_in(chromium, slow.url, scene.add_annotator(), "/work", service_workers="block")
        page = context.new_page()
        slowed(context, page, cpu)
        slow.change(line)
        figures["cold"] = _load(page, slow, scene)
        page.wait_for_timeout(8000 if line.bits_per_second else 1500)
        figures["next"] = _next_pictures(page)
        context.close()
    with SlowLine(scene.instance.port, OPEN) as slow:
        context = sign_in(chromium, slow.url, scene.add_annotator(), "/work")
        page = context.new_page()
        slowed(context, page, cpu)
        _load(page, slow, scene)
        page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_timeout(3000)
        slow.change(line)
        figures["warm"] = _load(page, slow, scene)
        context.close()
    return figures


def _load(page: Page, slow: SlowLine, scene: Scene) -> dict[str, Any]:
    """Seconds from the address to a picture that can be labelled, and what it cost to get there."""
    slow.count.reset()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    began = time.perf_counter()
    page.goto(f"/work/{scene.project_id}", wait_until="commit", timeout=120_000)
    page.wait_for_function(IS_LABELLABLE, timeout=120_000, polling=20)
    seconds = time.perf_counter() - began
    return {
        "labellable_s": round(seconds, 2),
        "requests": len(asked),
        "pictures": sum("/media/" in url for url in asked),
        "down_kb": round(slow.count.down_bytes / 1000, 1),
        "connections": slow.count.connections,
    }


def code_bytes(chromium: Browser, scene: Scene) -> dict[str, Any]:
    """What a cold window costs without its pictures, as counted on the wire."""
    context = sign_in(chromium, scene.instance.url, scene.add_annotator(), "/work", service_workers="block")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: dict[str, float] = {}
    kinds: dict[str, str] = {}

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["response"]["url"]

    session.on("Network.responseReceived", answered)
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(f"/work/{scene.project_id}")
    page.wait_for_function(IS_LABELLABLE)
    page.wait_for_timeout(500)
    own = {number: url for number, url in kinds.items() if "/media/" not in url and url.startswith("http")}
    context.close()
    return {"requests": len(own), "kb": round(sum(sizes.get(number, 0) for number in own) / 1000, 1)}


# "Nothing here" is asked back once; her last click is where the wait begins.
_TURN = """async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const place = document.querySelector('.place').textContent;
  document.querySelector('.editor-foot .main').click();
  while (!document.querySelector('dialog[open] .main')) await frame();
  await frame();
  const began = performance.now();
  document.querySelector('dialog[open] .main').click();
  const isNext = () => document.querySelector('.place').textContent !== place
    && document.querySelector('.scene .cover').hidden;
  while (!isNext()) {
    await frame();
    if (performance.now() - began > 60000) throw new Error('the next picture did not come');
  }
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - began;
}"""


def _next_pictures(page: Page, times: int = 3) -> dict[str, float]:
    """From 'done' to the next picture on the screen, with a second of labelling between."""
    seconds = []
    for _ in range(times):
        seconds.append(page.evaluate(_TURN) / 1000)
        page.wait_for_timeout(1500)
    return quantiles(seconds)


def _memory(chromium: Browser, scene: Scene, count: int) -> dict[str, Any]:
    """The heap and the renderer's memory after so many pictures, bag after bag."""
    context = sign_in(chromium, scene.instance.url, scene.add_annotator(), "/work")
    page, session = _open(context, scene, 1)
    done = 0
    while done < count:
        if page.locator(".editor[data-phase=finished]").count():
            page.locator(".cover .main").click()
            page.wait_for_function(IS_LABELLABLE)
        if page.locator(".editor[data-phase=working]").count() == 0:
            page.wait_for_timeout(100)
            continue
        page.wait_for_function(IS_LABELLABLE)
        page.locator(".stage").focus()
        page.keyboard.press("Enter")
        page.locator("dialog[open] .main").click()
        page.wait_for_timeout(60)
        done += 1
    session.send("HeapProfiler.collectGarbage")
    heap = page.evaluate("() => performance.memory.usedJSHeapSize")
    renderer = max((pss_mb(pid) for pid in _renderers()), default=0.0)
    context.close()
    return {"pictures": done, "heap_mb": round(heap / 1e6, 1), "renderer_pss_mb": round(renderer, 1)}


def _renderers() -> list[int]:
    """Our own browser's renderers: children of this process."""
    import os

    return [
        pid for pid in tree_of(os.getpid()) if b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def _median(runs: list[dict[str, Any]], part: str) -> dict[str, Any]:
    """The run in the middle, with the spread of all."""
    ordered = sorted((run[part] for run in runs), key=lambda one: one["labellable_s"])
    times = [one["labellable_s"] for one in ordered]
    return ordered[len(ordered) // 2] | {"least_s": times[0], "most_s": times[-1]}


def measure(chosen: argparse.Namespace, scene: Scene, chromium: Browser) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    if "input" in chosen.parts:
        for drawn in (200, 1000):
            figures[f"{drawn} shapes, CPU {CPU}x"] = _input_to_paint(
                chromium, scene, drawn, chosen.turns, CPU
            )
    if "load" in chosen.parts:
        figures["script, style, markup"] = code_bytes(chromium, scene)
        for line in LINES:
            cpu = CPU if line.bits_per_second else 1
            runs = [_first_picture(chromium, scene, line, cpu) for _ in range(chosen.runs)]
            figures[f"{line.name}, CPU {cpu}x"] = {
                "cold": _median(runs, "cold"),
                "warm": _median(runs, "warm"),
                "next": {"p50_ms": round(statistics.median(run["next"]["p50_ms"] for run in runs), 1)},
            }
    if "memory" in chosen.parts:
        figures["memory"] = _memory(chromium, scene, chosen.pictures)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", nargs="*", default=["input", "load", "memory"])
    parser.add_argument("--turns", type=int, default=8, help="Drags, and six times as many nudges.")
    parser.add_argument("--runs", type=int, default=3, help="Times that each line is tried.")
    parser.add_argument("--pictures", type=int, default=200, help="How many before memory is read.")
    parser.add_argument("--name", default="editor_speed", help="File of the results.")
    chosen = parser.parse_args()
    on = machine()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        instance = Instance(Path(folder) / "var", SECRETS)
        try:
            scene = open_scene(instance, chosen.pictures + 10 if "memory" in chosen.parts else 30)
            chromium = playwright.chromium.launch(
                executable_path=CHROMIUM, args=[*ARGS, "--enable-precise-memory-info"]
            )
            figures = measure(chosen, scene, chromium)
            chromium.close()
        finally:
            instance.stop()
    keep(chosen.name, figures, on)


if __name__ == "__main__":
    main()
