"""How long what is kept, and why: one rule a table whose rows go. Pure.

What stands in no rule stays: ledger and payouts (ten years and more, by law), answers (the client's), the audit log.
"""

from dataclasses import dataclass

from annotate.core.errors import N_


@dataclass(frozen=True)
class Rule:
    """Rows of a table go so many days after a moment of theirs.

    name: what the job and the page call it; when: its column; only: names a further condition (retention_service.py).
    """

    name: str
    table: str
    when: str
    days: int
    title: str
    why: str
    only: str = ""


RULES: tuple[Rule, ...] = (
    Rule(
        "sign_in_tries", "sign_in_attempt", "at", 1, N_("Tries to sign in"), N_("against guessing, for a day")
    ),
    Rule(
        "sessions",
        "web_session",
        "expires_at",
        30,
        N_("Sign-ins"),
        N_("she sees where she was signed in lately"),
    ),
    Rule(
        "known_devices",
        "known_device",
        "created_at",
        400,
        N_("Devices she signed in from"),
        N_("strangers' wrong tries cannot lock her out there"),
    ),
    Rule(
        "device_checks",
        "device_check",
        "checked_at",
        365,
        N_("What a look at her device showed"),
        N_("her coordinator sees what would help"),
    ),
    Rule(
        "repeated_calls",
        "idempotency_key",
        "created_at",
        7,
        N_("First answers to calls of programs"),
        N_("the same call sent again is answered alike, not done twice"),
    ),
    Rule(
        "tokens",
        "api_token",
        "expires_at",
        90,
        N_("Keys of programs that ended"),
        N_("to look up who used one"),
    ),
    Rule(
        "invitations",
        "invitation",
        "expires_at",
        90,
        N_("Invitations that nobody used"),
        N_("whoever lost a card can ask about it"),
        "unused",
    ),
    Rule(
        "messages",
        "message",
        "created_at",
        400,
        N_("Messages"),
        N_("she can look up what she was told for more than a year"),
    ),
    Rule(
        "drafts",
        "draft",
        "saved_at",
        60,
        N_("Drafts of pictures that were given back or handed in"),
        N_("a draft on a device that was away too long is still compared"),
        "not_held",
    ),
    Rule(
        "hook_messages",
        "hook_delivery",
        "ended_at",
        30,
        N_("What webhooks told, and how each try went"),
        N_("a team can look up what its server missed"),
    ),
    Rule(
        "no_work_calls",
        "no_work_call",
        "called_at",
        400,
        N_("Calls of the button “no work for me”"),
        N_("the report compares with last year"),
    ),
    Rule(
        "case_notes",
        "care_contact",
        "at",
        1095,
        N_("Notes on cases that are closed"),
        N_("three years, as files of support programmes"),
        "closed_case",
    ),
    Rule(
        "names_in_clear",
        "reveal",
        "at",
        1095,
        N_("Who saw a name in clear"),
        N_("three years; the audit log keeps the act itself"),
    ),
    Rule(
        "corrections",
        "correction_request",
        "decided_at",
        1095,
        N_("Corrections that were decided"),
        N_("three years, so that a dispute can be looked up"),
    ),
)

# Letters that were written as files for a carrier hold addresses.
LETTERS_DAYS = 30

# What stays, and why: shown beside the rules.
STAYS: tuple[tuple[str, str], ...] = (
    (N_("Ledger, payouts, tax"), N_("the law asks for at least ten years; nothing of it is ever changed")),
    (N_("Answers and what was decided on them"), N_("part of the client's data and the ground of her pay")),
    (N_("Audit log"), N_("a chain from which nothing can be taken; it holds no names")),
    (N_("Consents"), N_("the proof that she agreed, and when she took it back")),
    (N_("Impact assessments"), N_("at least three years, by law; here without end")),
    (N_("Frozen reports"), N_("figures of ten people and more, never of one")),
    (N_("Her name, phone, card, account"), N_("until she closes her account")),
)
