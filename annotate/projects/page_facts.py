"""What later rooms tell on a project's page. An earlier room never knows who they are. Pure."""

from collections.abc import Callable
from typing import Any

# provider(session, project_id) -> facts for the template
Provider = Callable[[Any, int], dict[str, Any]]

_providers: dict[str, Provider] = {}


def tell_on_project_page(name: str, provider: Provider) -> None:
    """Register facts; the page reads them as `told.NAME`.

    Names that the page knows: 'pictures' (datasets), 'work' {total, open, done, to_reviewer, submissions,
    annotators, hourly_estimate_e4, seconds_per_picture, missing: faults}, 'consensus' {agreement, n},
    'money' {spent_e4}, 'review' {waiting, appeals}.
    """
    _providers[name] = provider


def told(session: Any, project_id: int) -> dict[str, dict[str, Any]]:
    """All facts of a project by the name of the teller."""
    return {name: provider(session, project_id) for name, provider in _providers.items()}
