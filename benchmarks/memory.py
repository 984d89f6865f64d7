"""Memory of all parts of one instance, shared pages counted once (PSS): `python -m benchmarks.memory`."""

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.machine import keep, machine
from tests.host.instance import TOP, Instance, tree_of


def pss_mb(pid: int) -> float:
    """Proportional set size: each shared page divided by how many share it."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"no PSS for {pid}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--web-processes", default="1")
    chosen = parser.parse_args()
    on = machine()
    with tempfile.TemporaryDirectory() as folder:
        instance = Instance(Path(folder) / "var", {"DOUYA_WEB_PROCESSES": chosen.web_processes})
        # The first jobs of the schedule have run, each worker has done something.
        time.sleep(15)
        figures = {name: sum(map(pss_mb, tree_of(instance.part(name)))) for name in TOP}
        everything = sum(map(pss_mb, tree_of(instance.guardian.pid)))
        instance.stop()
    figures["guardian and supervisor"] = everything - sum(figures.values())
    figures["all"] = everything
    keep("memory", {name: {"pss_mb": round(mb, 1)} for name, mb in figures.items()}, on)


if __name__ == "__main__":
    main()
