"""What a manager should do next with a project, from what is known of it. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from annotate.core.money import whole_minor
from annotate.projects.budget import Plan, budget_needed_e4
from annotate.projects.states import ProjectState


class NextStep(StrEnum):
    """The one main action of the project's page."""

    UPLOAD = "upload"
    WAIT_FOR_IMPORT = "wait_for_import"
    FUND = "fund"
    PUBLISH = "publish"
    FUND_LATE = "fund_late"  # pictures came after publishing and wait for money
    REVIEW = "review"
    EXPORT = "export"
    RESUME = "resume"
    NOTHING = "nothing"


def missing_money_e4(plan: Plan, funded_e4: int, currency: str) -> int:
    """How much more must be put on account before publishing, in whole minor units; 0 when it is enough."""
    return whole_minor(max(0, budget_needed_e4(plan) - funded_e4), currency)


def next_step(state: ProjectState, missing_e4: int, told: Mapping[str, Mapping[str, Any]]) -> NextStep:
    """The first thing that keeps the project from its end."""
    pictures, work = told.get("pictures", {}), told.get("work", {})
    if state is ProjectState.PAUSED:
        return NextStep.RESUME
    if state is ProjectState.DRAFT:
        if not pictures.get("ready"):
            return NextStep.WAIT_FOR_IMPORT if pictures.get("importing") else NextStep.UPLOAD
        return NextStep.FUND if missing_e4 else NextStep.PUBLISH
    if state is ProjectState.PUBLISHED and work.get("to_reviewer"):
        return NextStep.REVIEW
    if state is ProjectState.PUBLISHED and work.get("waiting") and work["waiting"].tasks:
        return NextStep.FUND_LATE
    is_finished = work.get("total") and work.get("done") == work.get("total")
    return NextStep.EXPORT if is_finished or state is ProjectState.CLOSED else NextStep.NOTHING
