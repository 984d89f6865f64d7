"""How long until a browser may come: first start, second start, after a kill: `python -m benchmarks.start`."""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.machine import keep, machine
from tests.host.instance import PARTS, Instance

TIMES = 5


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _kill_and_wait(instance: Instance, name: str) -> None:
    instance.kill(name)
    while not instance.is_ready():
        time.sleep(0.02)


def _median(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "median_s": round(ordered[len(ordered) // 2], 2),
        "least_s": round(ordered[0], 2),
        "most_s": round(ordered[-1], 2),
    }


def main() -> None:
    on = machine()
    first, second, stop = [], [], []
    killed: dict[str, list[float]] = {name: [] for name in PARTS}
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            instance = Instance(Path(folder) / "var")
            first.append(time.perf_counter() - began)
            for name, seconds in killed.items():
                seconds.append(_seconds(partial(_kill_and_wait, instance, name)))
            stop.append(_seconds(instance.stop))
            second.append(_seconds(instance.start))
            instance.stop()
    figures = {"first start": _median(first), "second start": _median(second), "stop": _median(stop)}
    figures |= {f"{name} killed, web answers": _median(seconds) for name, seconds in killed.items()}
    keep("start", figures, on)


if __name__ == "__main__":
    main()
