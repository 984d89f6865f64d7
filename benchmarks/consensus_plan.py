"""Writes what a crowd that nobody knows yet would do: `python -m benchmarks.consensus_plan`, after a change of the model."""

from pathlib import Path

from annotate.consensus import planning
from annotate.consensus.crowd import Crowd

TABLE = Path(planning.__file__).with_name("usual_trials.py")
MOST = 8
HEAD = '''"""The usual crowd on made-up pictures, before a project has one of its own. Written by benchmarks/consensus_plan.py.

A line a picture: looks, risk, expected errors, objects, after one answer, two, three, ...
"""

from annotate.consensus.planning import Trial, read_trials

_TABLE = """\\
'''
FOOT = '''"""


def _usual() -> tuple[Trial, ...]:
    lines = [line.split(";") for line in _TABLE.splitlines()]
    return read_trials([[float(value) for value in part.split()] for part in line] for line in lines)


USUAL_TRIALS = _usual()
'''


def main() -> None:
    lines = [
        "; ".join(" ".join(f"{value:g}" for value in part) for part in one)
        for one in planning.write_trials(planning.try_out(Crowd(), MOST))
    ]
    TABLE.write_text(HEAD + "\n".join(lines) + "\n" + FOOT, encoding="utf-8")


if __name__ == "__main__":
    main()
