"""What changed between two versions of a report, in the reader's words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.core.errors import N_
from annotate.reports.figures.changes import Change
from annotate.reports.figures.sentences import month_words, number
from annotate.reports.suppression import Reason

# Why places are hidden, for the release log; the report counts them and never says which.
HIDDEN_WORDS: dict[str, str] = {
    Reason.TOO_FEW: N_("too few people"),
    Reason.DOMINATED: N_("one or two would weigh too much"),
    Reason.NEAR_RELEASE: N_("too close to figures told before"),
    Reason.COMPLEMENTARY: N_("would give another hidden one away"),
}
STATE_WORDS: dict[str, str] = {
    "hidden": N_("hidden"),
    "nobody": N_("nobody"),
    "running": N_("not over yet"),
    "unknown": N_("unknown"),
}


@dataclass(frozen=True)
class ChangeLine:
    """One row. old, new: the number, or '' with a state to put into words; '' and '' where the version has no such figure."""

    metric: str
    unit: str
    county: str
    month: str
    old: str
    old_state: str
    new: str
    new_state: str
    difference: str


def told_changes(
    found: Sequence[Change], new: Mapping[str, Any], old: Mapping[str, Any], locale: str
) -> list[ChangeLine]:
    """The changes with names of metrics and counties as the newer report has them, else the older one."""
    suffix = "zh" if locale.startswith("zh") else "en"
    metrics = {one["id"]: one for one in (*old["metrics"], *new["metrics"])}
    counties = {one["code"]: one[f"name_{suffix}"] for one in (*old["counties"], *new["counties"])}
    return [
        ChangeLine(
            metrics[one.metric][f"name_{suffix}"],
            metrics[one.metric][f"unit_{suffix}"],
            counties.get(one.county_code, one.county_code),
            month_words(one.month)[0 if suffix == "zh" else 1] if one.month else "",
            *_side(one.old),
            *_side(one.new),
            one.difference or "",
        )
        for one in found
    ]


def _side(told: tuple[str, str | None] | None) -> tuple[str, str]:
    if told is None:
        return "", ""
    state, value = told
    return (number(value), "shown") if state == "shown" and value is not None else ("", state)
