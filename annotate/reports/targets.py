"""A quarter's targets beside what the report tells: reached in per cent, of figures that are shown. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from annotate.reports.statistics import percent_text

# Metric -> the table its figure stands in; of the quarter or of its last month.
METRICS: dict[str, str] = {
    "active_annotators": "period",
    "median_pay": "period",
    "platform_share": "months",
    "above_now": "before_now",
}
MOST = 100_000_000


@dataclass(frozen=True)
class Reached:
    """told None: the report does not tell the figure, so nothing is compared."""

    metric: str
    target: int
    told: str | None
    percent: str | None
    is_under: bool


def _told(document: Mapping[str, Any], metric: str) -> str | None:
    month = {"months": document["end_month"], "before_now": document["panel_month"]}.get(METRICS[metric], "")
    for one in document["figures"]:
        place = (one["table"], one["metric"], one["county_code"], one["month"])
        if place == (METRICS[metric], metric, "", month) and one["state"] == "shown":
            return str(one["value"])
    return None


def reached(document: Mapping[str, Any]) -> list[Reached]:
    """Each target of the document; under 100 per cent is under it."""
    found = []
    for metric, target in document.get("targets", {}).items():
        told = _told(document, metric)
        percent = percent_text(int(Decimal(told)), target) if told is not None else None
        found.append(Reached(metric, target, told, percent, told is not None and Decimal(told) < target))
    return found
