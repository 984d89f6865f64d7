"""What later rooms tell on a page of an earlier one: her home, a project's page.

A later room registers a provider; the earlier room shows what it finds and never knows who told it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

Provider = Callable[[Session, int], dict[str, Any]]
Plan = Callable[[int, int, int, float], Sequence[Any]]


class Facts:
    """Named providers of facts about one thing (an annotator, a project), asked when its page is made."""

    def __init__(self) -> None:
        self._providers: dict[str, Provider] = {}

    def register(self, name: str, provider: Provider) -> None:
        """provider(session, id) -> facts for the template."""
        self._providers[name] = provider

    def collect(self, session: Session, thing_id: int) -> dict[str, dict[str, Any]]:
        return {name: provider(session, thing_id) for name, provider in self._providers.items()}

    def ask(self, name: str, session: Session, thing_id: int) -> dict[str, Any]:
        """What one provider tells; nothing where it is not there."""
        provider = self._providers.get(name)
        return provider(session, thing_id) if provider else {}


class Plans:
    """What a later room can tell of a wish before a project is made: what it costs."""

    def __init__(self) -> None:
        self._tell: Plan | None = None

    def register(self, tell: Plan) -> None:
        """tell(answers_min, answers_max, rate_e4, wish) -> choices, one of them the wish's."""
        self._tell = tell

    def of(self, answers_min: int, answers_max: int, rate_e4: int, wish: float) -> Sequence[Any]:
        return self._tell(answers_min, answers_max, rate_e4, wish) if self._tell else ()


class Uses:
    """How much of what was made holds something, told by the rooms that keep it."""

    def __init__(self) -> None:
        self._count: Callable[[Session, int, Sequence[str]], Mapping[str, int]] | None = None

    def register(self, count: Callable[[Session, int, Sequence[str]], Mapping[str, int]]) -> None:
        """count(session, project_id, names) -> name: number of answers that hold it."""
        self._count = count

    def of(self, session: Session, project_id: int, names: Sequence[str]) -> Mapping[str, int]:
        return self._count(session, project_id, names) if self._count and names else {}


home_facts = Facts()
"""By account id, for annotator/home.html."""

operation_facts = Facts()
"""For the operator's page of health. Names that it knows: 'refit', {under_way: [{name, done, total}]} (consensus)."""

project_facts = Facts()
"""By project id, for the manager's project page. Names that the page knows: 'pictures' (datasets), 'work' {total, open,
done, to_reviewer, submissions, annotators, hourly_estimate_e4, seconds_per_picture, missing: faults}, 'consensus'
{agreement, n, refit: {done, total} or none}, 'money' {spent_e4}, 'review' {waiting, appeals}."""

plans = Plans()
"""For the form of a new project: choices with `wish`, `answers`, `right`, `reviewed`, `cost_e4` of 100 pictures."""

label_uses = Uses()
"""For a change of the labels: how many answers, check pictures among them, hold a label."""
