"""Roles, states and purposes: the words of this room."""

from enum import StrEnum


class Role(StrEnum):
    ANNOTATOR = "annotator"
    MANAGER = "manager"
    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    FINANCE = "finance"
    ADMIN = "admin"


STAFF = frozenset(set(Role) - {Role.ANNOTATOR})


class AccountState(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"
    ERASED = "erased"


class OrganisationKind(StrEnum):
    OPERATOR = "operator"
    CLIENT = "client"
    FOUNDATION = "foundation"


class Purpose(StrEnum):
    """What a person may agree to, each by itself."""

    WORK = "work"  # needed to work and be paid at all
    HOUSEHOLD = "household"  # household income is kept for support programmes
    REPORTS = "reports"  # her figures enter reports as one of many
    STORY = "story"  # her story may be told; never assumed
