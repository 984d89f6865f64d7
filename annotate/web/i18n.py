"""Chinese and English: which one a request speaks, and where the texts are."""

import os
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, request
from flask_babel import Babel, gettext

from annotate.core.errors import AnnotateError, Fault
from annotate.core.settings import LOCALES, Settings
from annotate.web.identity import current_or_none

LOCALE_COOKIE = "douya_locale"
TEXTS = Path(__file__).parent.parent / "translations"


def compile_texts() -> list[str]:
    """Compile each room's .po to .mo where it is older; returns the rooms' names (gettext domains)."""
    for source in sorted(TEXTS.glob("*/LC_MESSAGES/*.po")):
        # Babel calls zh_CN by its full name zh_Hans_CN, and looks for the compiled texts there.
        full_name = str(Locale.parse(source.parent.parent.name))
        target = TEXTS / full_name / "LC_MESSAGES" / f"{source.stem}.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = target.with_suffix(f".{os.getpid()}.draft")
        with source.open("rb") as text, draft.open("wb") as compiled:
            write_mo(compiled, read_po(text, locale=source.parent.parent.name))
        draft.replace(target)
    return sorted({path.stem for path in TEXTS.glob("*/LC_MESSAGES/*.po")})


def choose_locale() -> str:
    """Her own choice, then this browser's last choice, then the browser's language, then the deployment's."""
    identity = current_or_none()
    if identity and identity.locale in LOCALES:
        return identity.locale
    chosen = request.cookies.get(LOCALE_COOKIE)
    if chosen in LOCALES:
        return chosen
    default = str(_settings.locale)
    preferred = request.accept_languages.best_match(["zh", "zh-CN", "en"]) or default
    return "zh_CN" if preferred.startswith("zh") else "en"


_settings: Settings


def say_error(error: AnnotateError) -> str:
    """A refusal in the language of the request."""
    return str(gettext(error.message, **error.params))


def say_fault(fault: Fault) -> str:
    return str(gettext(fault.detail, **fault.params))


def install(app: Flask, settings: Settings) -> None:
    global _settings
    _settings = settings
    domains = compile_texts()
    Babel(
        app,
        default_locale="en",
        default_domain=";".join(domains),
        default_translation_directories=";".join([str(TEXTS)] * len(domains)),
        default_timezone=settings.timezone,
        locale_selector=choose_locale,
    )
