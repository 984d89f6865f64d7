"""What a program's key may do: areas of the API, each to read or to change too. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.errors import N_
from annotate.people.roles import Role

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Area(StrEnum):
    """Parts of the API that are allowed one by one."""

    PROJECTS = "projects"
    WORK = "work"
    MONEY = "money"
    REPORTS = "reports"
    OPERATIONS = "operations"


@dataclass(frozen=True)
class AreaWords:
    title: str  # msgid
    help: str  # msgid


AREAS: dict[Area, AreaWords] = {
    Area.PROJECTS: AreaWords(
        N_("Projects and pictures"), N_("Upload, publish, progress and quality, exports, webhooks.")
    ),
    Area.WORK: AreaWords(N_("Labelling"), N_("Fetch pictures, send answers, ask questions, surveys.")),
    Area.MONEY: AreaWords(N_("Money"), N_("Earnings, funding of projects, journal, payouts.")),
    Area.REPORTS: AreaWords(N_("Reports"), N_("Frozen reports as files.")),
    Area.OPERATIONS: AreaWords(N_("Health of the system"), N_("Background jobs, proofs, the audit chain.")),
}
# What a role has in the API at all: a key is not offered what its owner may not do.
OF_ROLE: dict[Role, tuple[Area, ...]] = {
    Role.ANNOTATOR: (Area.WORK, Area.MONEY),
    Role.MANAGER: (Area.PROJECTS, Area.MONEY),
    Role.REVIEWER: (Area.PROJECTS, Area.REPORTS),
    Role.COORDINATOR: (Area.WORK, Area.REPORTS),
    Role.FINANCE: (Area.MONEY, Area.REPORTS),
    Role.ADMIN: (Area.REPORTS, Area.OPERATIONS),
}
SCOPES = tuple(f"{area}:{deed}" for area in Area for deed in ("read", "write"))


def needed_scope(area: Area, method: str) -> str:
    """'projects:read' for what only reads, 'projects:write' for what changes something."""
    return f"{area}:{'read' if method in READING else 'write'}"


def allows(scopes: Collection[str] | None, area: Area, method: str) -> bool:
    """Whether a key with these scopes may. None: a key without limits. To change includes to read."""
    return scopes is None or bool({needed_scope(area, method), f"{area}:write"} & set(scopes))
