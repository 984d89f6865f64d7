"""Which pages the program has, who may see each, and which page an address is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from annotate.core.db import current_database, use_database
from annotate.core.settings import load_settings
from annotate.people.roles import Role
from annotate.web.access import access_of
from tests.conftest import SECRETS

# GET routes that answer with something else than a page, by endpoint.
NO_PAGES = {
    "assets.asset": "a file",
    "certificates.paper": "a download (PDF)",
    "datasets.image_file": "a picture",
    "guide.picture_file": "a picture",
    "health.healthz": "for programs: plain text",
    "health.prometheus": "for programs: figures",
    "health.readyz": "for programs: plain text",
    "offline.worker": "a script",
    "operations.integrity_short": "a redirect to operations.integrity_page",
    "pay.statement_file": "a download (CSV)",
    "pay.statement_paper": "a download (PDF)",
    "impact.export": "a download (CSV)",
    "quick_pin.switch": "only on a PC that is linked to a centre: tests/care/test_shared_pcs.py",
    "report_runs.run": "only while a report is being counted: tests/reports/test_runs.py",
    "report_runs.changed": "only of a restated report: tests/reports/test_runs.py",
    "women.revealed": "shown for a minute after a reason was given: tests/care/test_file_in_clear.py",
    "registry.export": "a download (CSV)",
}


@dataclass(frozen=True)
class SiteMap:
    """The app's own url map, read for its pages."""

    app: Any

    def page_at(self, address: str) -> str | None:
        """'projects.project_page' for '/projects/3?x=1'; None for what is no page."""
        try:
            endpoint, _ = self.app.url_map.bind("localhost").match(urlsplit(address).path, "GET")
        except (HTTPException, RequestRedirect):
            return None
        return None if endpoint in NO_PAGES or self._is_api(endpoint) else str(endpoint)

    def pages_of(self, role: Role | None) -> set[str]:
        """Every page that this role is let in to; of nobody: the public ones."""
        return {page for page, roles in self._doors() if _lets_in(roles, role)}

    def _doors(self) -> Iterator[tuple[str, frozenset[Role] | None]]:
        for rule in self.app.url_map.iter_rules():
            is_page = rule.endpoint not in NO_PAGES and not self._is_api(rule.endpoint)
            if is_page and "GET" in (rule.methods or ()):
                yield rule.endpoint, access_of(self.app.view_functions[rule.endpoint]).roles  # type: ignore[union-attr]

    def _is_api(self, endpoint: str) -> bool:
        rules = self.app.url_map.iter_rules(endpoint)
        return all(rule.rule.startswith(("/api/", "/static/")) for rule in rules)


def _lets_in(roles: frozenset[Role] | None, role: Role | None) -> bool:
    if roles is None or role is None:
        return roles is None and role is None
    return not roles or role in roles


@contextmanager
def site_map(folder: Path) -> Iterator[SiteMap]:
    """The map of an app on empty tables, which is only asked for its routes."""
    from annotate.web.app import create_app

    settings = {"DOUYA_DATA": str(folder), "DATABASE_URL": f"sqlite:///{folder}/routes.sqlite3"}
    yield SiteMap(create_app(load_settings(SECRETS | settings, dotenv=None)))
    current_database().close()
    use_database(None)
