"""Time and memory at full size: a million class answers, and a refit of many submissions in chunks.

Each size runs in a process of its own, so that memory is its own.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from consensus_crowd import LEVELS, make_world  # noqa: E402

from annotate.consensus.crowd import Crowd  # noqa: E402
from annotate.consensus.fitting import fit_crowd  # noqa: E402
from annotate.consensus.labels.inference import infer_labels, number_answers  # noqa: E402

LABEL_SIZES = ((20_000, 1_000), (200_000, 5_000))
ANSWERS = 5
CLASSES = 4
PICTURES = (500, 4_000)
CHUNK = 200
CROWD = 400
LOOKS = 3


def stream(tasks: int, workers: int, seed: int = 5) -> Iterator[tuple[str, str, str]]:
    """Class answers of people right four times in five, made one task at a time."""
    rng = np.random.default_rng(seed)
    right = np.clip(rng.normal(0.8, 0.12, workers), 0.3, 0.98)
    for t in range(tasks):
        truth = int(rng.integers(CLASSES))
        who = rng.integers(0, workers, ANSWERS)
        said = np.where(rng.random(ANSWERS) < right[who], truth, rng.integers(0, CLASSES, ANSWERS))
        for w, c in zip(who.tolist(), said.tolist(), strict=True):
            yield f"t{t}", f"w{w}", f"c{c}"


def time_labels(tasks: int, workers: int) -> list[float]:
    """(answers, seconds to number them, seconds to infer, MB of the whole process)."""
    triples = stream(tasks, workers)
    started = time.process_time()
    for _ in stream(tasks, workers):
        pass
    making = time.process_time() - started
    started = time.process_time()
    answers = number_answers(triples)
    numbered = time.process_time() - started - making
    started = time.process_time()
    infer_labels(answers)
    return [len(answers.task), numbered, time.process_time() - started, _peak_mb()]


def time_refit(pictures: int) -> list[float]:
    """(submissions, ms a submission, MB of the whole process); pictures are made chunk by chunk."""
    crowd, spent = Crowd(), 0.0
    for first in range(0, pictures, CHUNK):
        world = make_world(LEVELS["typical"], CHUNK, LOOKS, 1000 + first, CROWD)
        started = time.process_time()
        crowd = fit_crowd(world.scenes, crowd)
        spent += time.process_time() - started
    return [pictures * LOOKS, spent / (pictures * LOOKS) * 1000, _peak_mb()]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _alone(kind: str, *numbers: int) -> list[float]:
    command = [sys.executable, __file__, kind, *map(str, numbers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(v) for v in done.stdout.split()]


def scale_tables(table) -> str:
    """Both tables. table: writes a head and rows as Markdown."""
    labels = []
    for tasks, workers in LABEL_SIZES:
        answers, numbered, inferred, memory = _alone("labels", tasks, workers)
        labels.append([int(answers), tasks, workers, numbered, inferred, memory])
        print(labels[-1], flush=True)
    refits = []
    for pictures in PICTURES:
        submissions, cost, memory = _alone("refit", pictures)
        refits.append([int(submissions), cost, memory])
        print(refits[-1], flush=True)
    head = ["answers", "tasks", "workers", "s reading", "s inferring", "MB"]
    return (
        f"Class answers on one core, the whole process:\n\n{table(head, labels)}\n\n"
        f"A refit of boxes in chunks of {CHUNK} pictures, {LOOKS} answers each, {CROWD} people:\n\n"
        f"{table(['submissions', 'ms a submission', 'MB'], refits)}\n"
    )


if __name__ == "__main__":
    run = {"labels": time_labels, "refit": time_refit}[sys.argv[1]]
    print(*run(*map(int, sys.argv[2:])))
