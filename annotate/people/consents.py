"""The texts that people agree to: one purpose each, versioned, hashed. Pure."""

from dataclasses import dataclass
from hashlib import sha256

from annotate.core.errors import N_
from annotate.people.roles import Purpose

VERSION = "2026-11"


@dataclass(frozen=True)
class ConsentText:
    purpose: Purpose
    title: str  # msgid
    text: str  # msgid
    needed: bool

    @property
    def digest(self) -> str:
        return sha256(f"{VERSION}|{self.title}|{self.text}".encode()).hexdigest()


TEXTS = (
    ConsentText(
        Purpose.WORK,
        N_("To work and be paid"),
        N_(
            "We keep your name, your phone number and your work, so that you can sign in, be paid and ask about every amount."
        ),
        needed=True,
    ),
    ConsentText(
        Purpose.HOUSEHOLD,
        N_("To support your family"),
        N_(
            "The service officer of your county may write down your family's income, so that support reaches you. You may say no and still work."
        ),
        needed=False,
    ),
    ConsentText(
        Purpose.REPORTS,
        N_("To be counted"),
        N_(
            "Your income may be counted in reports to foundations, always together with at least nine others, never by name."
        ),
        needed=False,
    ),
)
