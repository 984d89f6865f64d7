"""What rooms tell an annotator on her home page. A later room registers; an earlier room never knows it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

Provider = Callable[[Session, int], dict[str, Any]]


class HomeFacts:
    """Named providers of facts about one annotator, asked when her home page is made."""

    def __init__(self) -> None:
        self._providers: dict[str, Provider] = {}

    def register(self, name: str, provider: Provider) -> None:
        """provider(session, account_id) -> facts for the template."""
        self._providers[name] = provider

    def collect(self, session: Session, account_id: int) -> dict[str, dict[str, Any]]:
        return {name: provider(session, account_id) for name, provider in self._providers.items()}


home_facts = HomeFacts()
