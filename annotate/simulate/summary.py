"""What came of a simulation: states, verdicts, pay, and the estimated beside the known skill."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotate.core.money import format_e4
from annotate.simulate.scoring import total
from annotate.simulate.shift import Record
from annotate.simulate.skill import SimulatedAnnotator


@dataclass(frozen=True, slots=True)
class Line:
    """One annotator. estimate: the platform's figure, where it is known; gross_e4: this month's pay."""

    annotator: SimulatedAnnotator
    record: Record
    estimate: float | None
    gross_e4: int | None


def summary(lines: Sequence[Line], counts: Mapping[str, Mapping[str, int]], seconds: float) -> str:
    """The text that is printed at the end. counts: by title, how many of each state."""
    handed_in = sum(line.record.handed_in for line in lines)
    rate = f", {handed_in / seconds:.1f} a second" if seconds > 0 else ""
    parts = [f"{handed_in} answers in {seconds:.1f} s{rate}"]
    parts += [f"{title}: {_listed(states)}" for title, states in counts.items() if states]
    paid = [line.gross_e4 for line in lines if line.gross_e4 is not None]
    if paid:
        parts.append(f"earned this month: {format_e4(sum(paid))}")
    parts += ["", *_table(lines), *_refusals(lines)]
    return "\n".join(parts)


def _listed(states: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(states.items()))


def _table(lines: Sequence[Line]) -> Iterable[str]:
    yield f"{'annotator':<10}{'habit':<10}{'answers':>8}{'true F1':>9}{'estimate':>10}{'earned':>12}"
    for line in lines:
        estimate = "-" if line.estimate is None else f"{line.estimate:.3f}"
        earned = "-" if line.gross_e4 is None else format_e4(line.gross_e4)
        true = f"{line.record.score.f1:.3f}" if line.record.handed_in else "-"
        number, habit = line.annotator.number, line.annotator.habit
        yield f"{number:<10}{habit:<10}{line.record.handed_in:>8}{true:>9}{estimate:>10}{earned:>12}"
    yield f"all answers against the truth: F1 {total(line.record.score for line in lines).f1:.3f}"


def _refusals(lines: Sequence[Line]) -> Iterable[str]:
    without_truth = sum(line.record.without_truth for line in lines)
    if without_truth:
        yield f"{without_truth} pictures were given back: no truth is known for them (see --truth)"
    for line in lines:
        if line.record.refused:
            yield f"annotator {line.annotator.number}: {len(line.record.refused)} refused, first: {line.record.refused[0]}"
