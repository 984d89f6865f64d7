"""States and roles of this room."""

from enum import StrEnum


class ProjectState(StrEnum):
    DRAFT = "draft"  # being set up; nobody sees it but its own people
    PUBLISHED = "published"
    PAUSED = "paused"  # hands nothing out; what is held may still be handed in
    CLOSED = "closed"


class MemberRole(StrEnum):
    """What somebody of another organisation may do in one project."""

    MANAGER = "manager"
    REVIEWER = "reviewer"
