"""Carries a letter out: as a file, or to a mail server. What it carries is never logged."""

import os
import secrets
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

import orjson

from annotate.core import clock
from annotate.core.settings import Settings
from annotate.messages.digest import Channel
from annotate.messages.push_service import Letter

FOLDER = "outgoing"
_PATIENCE_SECONDS = 20


class NotCarried(Exception):
    """The mail server did not take it. Says how, never whom: this text reaches logs."""


def channels_of(settings: Settings) -> tuple[Channel, ...]:
    """What this deployment can send by."""
    open_ways = {Channel.MAIL: settings.mail_url, Channel.SMS: settings.sms_url}
    return tuple(channel for channel, way in open_ways.items() if way)


def carry(settings: Settings, letter: Letter) -> None:
    """Send a letter. Done again for the same day it is the same file, or a mail under the same number. Raises NotCarried."""
    way = settings.mail_url if letter.channel is Channel.MAIL else settings.sms_url
    name = f"{letter.channel}-{clock.local_day(clock.now())}-{letter.account_id}"
    if way == "file":
        _write(settings.data / FOLDER / f"{name}.json", letter)
    elif way:
        _mail(way, settings.mail_from, name, letter)


def _write(path: Path, letter: Letter) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    document = {
        "channel": letter.channel,
        "to": letter.to,
        "subject": letter.digest.subject,
        "text": letter.digest.text,
        "at": clock.now().isoformat(),
    }
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(orjson.dumps(document))
    draft.replace(path)


def _message(sender: str, name: str, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.digest.subject
    # The same for a second try: mail programs show it once.
    message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Date"] = clock.now()
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.digest.text)
    return message


def _mail(url: str, sender: str, name: str, letter: Letter) -> None:
    parts, secure = urlsplit(url), ssl.create_default_context()
    host = parts.hostname or ""
    try:
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=_PATIENCE_SECONDS, context=secure
            )
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=_PATIENCE_SECONDS)
        with server:
            if parts.scheme == "smtp+tls":
                server.starttls(context=secure)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(_message(sender, name, letter))
    except (OSError, smtplib.SMTPException) as error:
        # An SMTP error quotes the address that it refused.
        raise NotCarried(type(error).__name__) from None
