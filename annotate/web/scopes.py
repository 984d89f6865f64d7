"""Which area of the API a route belongs to: what a program's key must be allowed."""

from collections.abc import Collection

from annotate.core.errors import N_, AnnotateError
from annotate.people.scopes import READING, Area, allows, needed_scope

# By blueprint. A test asks for a line for each that the API has.
AREA_OF: dict[str, Area] = {
    "projects_api": Area.PROJECTS,
    "datasets_api": Area.PROJECTS,
    "listing_api": Area.PROJECTS,
    "blur_api": Area.PROJECTS,
    "publish_api": Area.PROJECTS,
    "consensus_api": Area.PROJECTS,
    "quality_api": Area.PROJECTS,
    "gold_api": Area.PROJECTS,
    "task_list_api": Area.PROJECTS,
    "hooks_api": Area.PROJECTS,
    "work_api": Area.WORK,
    "editor_api": Area.WORK,
    "training_api": Area.WORK,
    "questions_api": Area.WORK,
    "survey_api": Area.WORK,
    "device_api": Area.WORK,
    "pay_api": Area.MONEY,
    "payout_api": Area.MONEY,
    "ledger_api": Area.MONEY,
    "reports_api": Area.REPORTS,
    "operations": Area.OPERATIONS,
}
# A picture is read by who labels it and by who runs the project.
_PICTURES = "datasets.image_file"


class ScopeMissing(AnnotateError):
    """This key may not do that; another one of the same person may."""

    code = "scope_missing"
    status = 403
    message = N_(
        "This key may not do that: it needs %(needed)s. Make a key with it on the page of your keys."
    )


def check_scopes(scopes: Collection[str] | None, endpoint: str, method: str) -> None:
    """Raises ScopeMissing. A key with limits opens the API and its pictures, no pages."""
    if scopes is None:
        return
    if endpoint == _PICTURES and method in READING:
        areas = [Area.PROJECTS, Area.WORK]
    else:
        areas = [AREA_OF[name] for name in [endpoint.partition(".")[0]] if name in AREA_OF]
    if not any(allows(scopes, area, method) for area in areas):
        raise ScopeMissing(needed=needed_scope(areas[0], method) if areas else "-")
