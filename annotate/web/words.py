"""How pages write amounts, days and moments; small things that templates ask for."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import segno
from babel.dates import format_skeleton
from flask import Flask, url_for
from flask_babel import format_date, format_datetime, get_locale, gettext
from markupsafe import Markup

from annotate.core import clock
from annotate.core.money import format_e4


class Named(Protocol):
    id: int
    name: str


def yuan(amount_e4: int, places: int | None = None) -> str:
    """4200 -> '0.42', 35 -> '0.0035': two places unless the amount needs more."""
    if places is None:
        places = 2 if amount_e4 % 100 == 0 or abs(amount_e4) >= 10_000 else 4
    return format_e4(amount_e4, places)


def day(at: dt.datetime) -> str:
    """Day of an instant, in the deployment's time zone and her language."""
    return str(format_date(clock.local_day(at), "medium"))


def short_day(date: dt.date) -> str:
    """'12月1日', 'Dec 1': without the year, where it is plain."""
    return str(format_skeleton("MMMd", dt.datetime.combine(date, dt.time()), locale=get_locale()))


def short_hour(at: dt.datetime) -> str:
    """'15:00': the hour of an instant on the deployment's clock."""
    return f"{clock.local(at):%H:00}"


def moment(at: dt.datetime) -> str:
    """Day and time to the minute."""
    return str(format_datetime(at, "short"))


def tabs_of_roles(roles: Iterable[str], now: str | None, words: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"url": url_for("people.people_list", role=role), "label": words[role], "current": role == now}
        for role in roles
    ]


def organisation_choices(organisations: Sequence[Named]) -> list[tuple[int, str]]:
    return [(organisation.id, organisation.name) for organisation in organisations]


def translated(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Choices of a select, in her language. words: value -> msgid."""
    return [(value, gettext(text)) for value, text in words.items()]


def has_fault(wrong: Mapping[str, str], start: str) -> bool:
    """Whether a part of a form, its fields named from `start` on, has a fault."""
    return any(name == start or name.startswith(f"{start}-") for name in wrong)


def qr_svg(text: str, label: str) -> Markup:
    """A QR code as an inline drawing that scales with its box; dark on light in every theme, or it does not scan."""
    drawn = segno.make(text, error="m", boost_error=False).svg_inline(
        border=4, dark="#000000", light="#ffffff", omitsize=True, svgclass="qr", lineclass=None, title=label
    )
    return Markup(drawn)  # noqa: S704 -- segno escapes the title and draws the rest


def install(app: Flask) -> None:
    for word in (yuan, day, moment, tabs_of_roles, organisation_choices, translated, has_fault, qr_svg):
        app.jinja_env.globals[word.__name__] = word
