"""What each role finds at the top of every page. A later room adds one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from annotate.core.db import reading
from annotate.core.errors import N_
from annotate.people.queries import Who
from annotate.people.roles import Role


@dataclass(frozen=True)
class Entry:
    """below: how addresses begin that belong to it though they do not begin with its own."""

    endpoint: str
    label: str  # msgid
    icon: str
    below: tuple[str, ...] = ()


_MESSAGES = Entry("messages.inbox", N_("Messages"), "messages")

ENTRIES: dict[str, tuple[Entry, ...]] = {
    Role.ANNOTATOR: (
        Entry("work.home", N_("Work"), "work"),
        Entry("pay.earnings", N_("Income"), "earnings"),
        Entry("quality.my_answers", N_("My answers"), "pictures"),
        _MESSAGES,
        Entry("people.account", N_("My file"), "person"),
    ),
    Role.MANAGER: (
        Entry("projects.project_list", N_("Projects"), "projects", ("/imports", "/webhooks", "/flags")),
        Entry("quality.review_queue", N_("Review"), "quality"),
        Entry("questions.queue", N_("Questions"), "help"),
        _MESSAGES,
        Entry("people.account", N_("My file"), "person"),
    ),
    Role.COORDINATOR: (
        Entry("care.cases", N_("Cases"), "phone"),
        Entry("women.listed", N_("People"), "people"),
        Entry("programmes.programme_list", N_("Programmes"), "heart"),
        _MESSAGES,
        Entry("held.held_page", N_("Rejections"), "quality"),
        Entry("people.account", N_("My file"), "person"),
    ),
    "reviewer:client": (
        Entry("quality.review_queue", N_("Review"), "quality"),
        Entry("questions.queue", N_("Questions"), "help"),
        _MESSAGES,
        Entry("people.account", N_("My file"), "person"),
    ),
    "reviewer:foundation": (
        Entry("reports.overview", N_("Reports"), "report"),
        Entry("programmes.programme_list", N_("Programmes"), "heart"),
        _MESSAGES,
        Entry("people.account", N_("My file"), "person"),
    ),
    Role.FINANCE: (
        Entry("ledger.trial_balance", N_("Trial balance"), "sum"),
        Entry("ledger.journal", N_("Journal"), "ledger"),
        Entry("payouts.payouts", N_("Payouts"), "bank"),
        Entry("support.support", N_("Support"), "heart"),
        _MESSAGES,
        Entry("people.account", N_("My file"), "person"),
    ),
    Role.ADMIN: (
        Entry("people.people_list", N_("People"), "people"),
        Entry("late_cases.late_list", N_("Late cases"), "phone"),
        Entry("registry.standards", N_("Registry"), "ledger"),
        Entry("operations.integrity_page", N_("Health"), "shield"),
        _MESSAGES,
        Entry("people.account", N_("My file"), "person"),
    ),
}


# A room writes itself in: by endpoint, how many things wait there for an account.
counts: dict[str, Callable[[Session, int], int]] = {}
# More than this is "many".
_MOST_COUNTED = 99


def _waiting(identity: Who, endpoint: str) -> str | None:
    """'3', '99+', or None where nothing waits or nothing is counted."""
    if endpoint not in counts:
        return None
    with reading() as session:
        count = counts[endpoint](session, identity.account_id)
    return f"{_MOST_COUNTED}+" if count > _MOST_COUNTED else str(count) if count else None


def _entries(identity: Who) -> tuple[Entry, ...]:
    if identity.role == Role.REVIEWER:
        return ENTRIES[f"reviewer:{identity.organisation_kind or 'client'}"]
    return ENTRIES[identity.role]


def home_of(identity: Who) -> str:
    """The address where her day starts."""
    entries = [entry for entry in _entries(identity) if entry.endpoint in current_app.view_functions]
    return url_for(entries[0].endpoint)


def items(identity: Who | None) -> list[dict[str, object]]:
    """Navigation of the page being made: url, label, icon, current, count."""
    if identity is None:
        return []
    found: list[dict[str, object]] = []
    fits: list[int] = []
    for entry in _entries(identity):
        if entry.endpoint in current_app.view_functions:
            url = url_for(entry.endpoint)
            label, count = _(entry.label), _waiting(identity, entry.endpoint)
            found.append({"url": url, "label": label, "icon": entry.icon, "current": False, "count": count})
            fits.append(max(_fit(begin) for begin in (url, *entry.below)))
    # The longest address wins: below /finance/entries the journal is open, not the balance at /finance.
    if any(fits):
        found[fits.index(max(fits))]["current"] = True
    return found


def _fit(begin: str) -> int:
    """How much of the page's address this is the beginning of; 0 when it is not."""
    return len(begin) if f"{request.path}/".startswith(f"{begin}/") else 0
