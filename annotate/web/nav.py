"""What each role finds at the top of every page. A later room adds one line here."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext as _

from annotate.core.errors import N_
from annotate.people.queries import Who
from annotate.people.roles import Role


@dataclass(frozen=True)
class Entry:
    endpoint: str
    label: str  # msgid
    icon: str


ENTRIES: dict[str, tuple[Entry, ...]] = {
    Role.ANNOTATOR: (
        Entry("work.home", N_("Work"), "work"),
        Entry("pay.earnings", N_("Income"), "earnings"),
        Entry("quality.my_answers", N_("My answers"), "pictures"),
        Entry("people.account", N_("My file"), "person"),
    ),
    Role.MANAGER: (
        Entry("projects.project_list", N_("Projects"), "projects"),
        Entry("quality.review_queue", N_("Review"), "quality"),
        Entry("people.account", N_("My file"), "person"),
    ),
    Role.COORDINATOR: (
        Entry("programmes.women", N_("People"), "people"),
        Entry("programmes.programme_list", N_("Programmes"), "heart"),
        Entry("people.account", N_("My file"), "person"),
    ),
    "reviewer:client": (
        Entry("quality.review_queue", N_("Review"), "quality"),
        Entry("people.account", N_("My file"), "person"),
    ),
    "reviewer:foundation": (
        Entry("reports.overview", N_("Reports"), "report"),
        Entry("programmes.programme_list", N_("Programmes"), "heart"),
        Entry("people.account", N_("My file"), "person"),
    ),
    Role.FINANCE: (
        Entry("ledger.trial_balance", N_("Trial balance"), "sum"),
        Entry("ledger.journal", N_("Journal"), "ledger"),
        Entry("payouts.payouts", N_("Payouts"), "bank"),
        Entry("people.account", N_("My file"), "person"),
    ),
    Role.ADMIN: (
        Entry("people.people_list", N_("People"), "people"),
        Entry("operations.integrity_page", N_("Health"), "shield"),
        Entry("people.account", N_("My file"), "person"),
    ),
}


def _entries(identity: Who) -> tuple[Entry, ...]:
    if identity.role == Role.REVIEWER:
        return ENTRIES[f"reviewer:{identity.organisation_kind or 'client'}"]
    return ENTRIES[identity.role]


def home_of(identity: Who) -> str:
    """The address where her day starts."""
    entries = [entry for entry in _entries(identity) if entry.endpoint in current_app.view_functions]
    return url_for(entries[0].endpoint)


def items(identity: Who | None) -> list[dict[str, object]]:
    """Navigation of the page being made: url, label, icon, current."""
    if identity is None:
        return []
    found: list[dict[str, object]] = []
    for entry in _entries(identity):
        if entry.endpoint in current_app.view_functions:
            url = url_for(entry.endpoint)
            found.append({"url": url, "label": _(entry.label), "icon": entry.icon, "current": False})
    # The longest address wins: below /finance/entries the journal is open, not the balance at /finance.
    here = [item for item in found if f"{request.path}/".startswith(f"{item['url']}/")]
    if here:
        max(here, key=lambda item: len(str(item["url"])))["current"] = True
    return found
