"""What the rules for levels and pauses do to people whose true share of good answers is known.

python -m benchmarks.levels [--people 2000]: prints the table of docs/consensus.md. Answers are drawn one by one, each good
with her share; her level and her step are looked at after every ten, over the last 200, as the job does.
"""

import argparse
from dataclasses import dataclass

import numpy as np

from annotate.quality.evidence import Outcome
from annotate.quality.intervals import wilson
from annotate.quality.levels import USUAL_RULES, WINDOW, Stage, Step, Tally, level_of, step_of, tally_of

ANSWERS, BATCH = 1000, 10
SHARES = (0.65, 0.70, 0.75, 0.80, 0.85, 0.90, 0.95, 0.98)


@dataclass
class Told:
    """Of one person: her level after 100 and after 1,000, changes by our rule and by the lower end alone, hints, pauses."""

    after_100: int
    after_1000: int
    changes: int
    changes_plain: int
    hints: int
    pauses: int


def _plain(tally: Tally) -> int:
    return 1 + sum(100 * wilson(tally.good, tally.answers)[0] >= mark for mark in USUAL_RULES.level_percents)


def one_person(share: float, chance: np.random.Generator) -> Told:
    good = chance.random(ANSWERS) < share
    level = plain = after_100 = 1
    changes = changes_plain = hints = pauses = since = 0
    stage = Stage.CLEAR
    for end in range(BATCH, ANSWERS + 1, BATCH):
        window = good[max(0, end - WINDOW) : end]
        tally = Tally(int(window.sum()), len(window))
        new, new_plain = level_of(level, tally), _plain(tally)
        changes, changes_plain = changes + (new != level), changes_plain + (new_plain != plain)
        level, plain = new, new_plain
        after_100 = level if end == 100 else after_100
        counted = good[max(since, end - WINDOW) : end]
        outcomes = [Outcome.GOOD if one else Outcome.POOR for one in counted]
        step = step_of(stage, tally_of(outcomes, doubted_too=False))
        if step is not Step.NONE:
            since = end
            hints, pauses = hints + (step is Step.HINT), pauses + (step is Step.PAUSE)
            # The pause ends by itself before her next answer.
            stage = Stage.HINTED if step is Step.HINT else Stage.CLEAR
    return Told(after_100, level, changes, changes_plain, hints, pauses)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=2000)
    people = parser.parse_args().people
    print(
        "| true share of good answers | level after 100 (1/2/3/4, %) | after 1,000 | changes of level in 1,000 | by the lower end alone | hinted, % | paused, % |"
    )
    print("|---|---|---|---|---|---|---|")
    for number, share in enumerate(SHARES):
        chance = np.random.default_rng([20261126, number])
        told = [one_person(share, chance) for _ in range(people)]
        levels = [
            "/".join(
                f"{100 * sum(when(one) == level for one in told) / people:.0f}" for level in (1, 2, 3, 4)
            )
            for when in (lambda one: one.after_100, lambda one: one.after_1000)
        ]
        mean = [
            sum(value) / people
            for value in ([one.changes for one in told], [one.changes_plain for one in told])
        ]
        hinted = 100 * sum(one.hints > 0 for one in told) / people
        paused = 100 * sum(one.pauses > 0 for one in told) / people
        print(
            f"| {share:.2f} | {levels[0]} | {levels[1]} | {mean[0]:.1f} | {mean[1]:.1f} | {hinted:.0f} | {paused:.0f} |"
        )


if __name__ == "__main__":
    main()
