"""Settings from the environment (and .env). A wrong value stops the start with what to write instead."""

import base64
import binascii
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values

LOCALES = ("zh_CN", "en")
_WEAK = ("changeme", "secret", "password", "default", "example", "douya")


class SettingError(Exception):
    """A setting is wrong; the text says which and what to write instead."""


@dataclass(frozen=True)
class SourceSetting:
    """A bucket whose pictures are read where they are. organisations: ids of those whose projects may read it."""

    name: str
    bucket: str
    prefix: str
    key_id: str
    secret: str = field(repr=False)
    endpoint: str
    region: str
    organisations: frozenset[int]

    @property
    def url(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


@dataclass(frozen=True)
class Settings:
    """All that a process knows about where it runs. URLs are never logged: they carry passwords."""

    data: Path
    host: str
    port: int
    database_url: str
    redis_url: str  # '' means embedded: a unix socket in the data folder
    storage_url: str
    secret_key: str
    master_keys: tuple[tuple[str, bytes], ...]  # (key id, 32 bytes); the first seals, all open
    locale: str
    timezone: str
    currency: str
    demo: bool
    web_processes: int
    web_threads: int
    workers: int
    base_url: str
    secure_cookies: bool
    mail_url: str  # '' for none, 'file', or where the mail server is
    mail_from: str
    sms_url: str  # '' for none, or 'file'
    hook_hosts: tuple[
        str, ...
    ]  # hosts (or host:port) inside this network that webhooks may call, without https too
    proxies: int  # how many reverse proxies stand in front and set X-Forwarded-*
    sources: tuple[SourceSetting, ...] = ()

    @property
    def uses_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def embeds_redis(self) -> bool:
        return not self.redis_url

    @property
    def redis_socket(self) -> Path:
        return self.data / "redis" / "s"

    @property
    def redis_address(self) -> str:
        """Where clients connect, embedded or not."""
        return self.redis_url or f"unix://{self.redis_socket.resolve()}"


def _whole(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SettingError(
            f"{name}={text!r} is not a whole number from {low} to {high}; write {name}={default}"
        )
    return int(text)


def _yes_or_no(env: Mapping[str, str], name: str, default: bool) -> bool:
    text = env.get(name, "").strip() or ("1" if default else "0")
    if text not in ("0", "1"):
        raise SettingError(f"{name}={text!r} is neither 0 nor 1; write {name}=1 for yes or {name}=0 for no")
    return text == "1"


def _keep(path: Path, make: str) -> str:
    """A secret of this one machine: made at the first start, read at the next."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        # Exclusive: two parts starting at once must end with the same secret.
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(make)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return path.read_text().strip()


def _check_secret(name: str, value: str) -> str:
    if len(value) < 32 or len(set(value)) < 10 or any(word in value.lower() for word in _WEAK):
        raise SettingError(
            f"{name} is weak; write one made by: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return value


def _master_keys(text: str) -> tuple[tuple[str, bytes], ...]:
    keys = []
    for part in text.split(","):
        key_id, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not key_id.isalnum() or len(key) != 32 or len(set(key)) < 10:
            raise SettingError(
                "DOUYA_MASTER_KEYS is not a list of id:base64-of-32-bytes; write DOUYA_MASTER_KEYS=k1:$(openssl rand -base64 32)"
            )
        keys.append((key_id, key))
    if len({key_id for key_id, _ in keys}) != len(keys):
        raise SettingError("DOUYA_MASTER_KEYS names one key id twice; give each key its own id")
    return tuple(keys)


def _database_url(env: Mapping[str, str], data: Path) -> str:
    url = env.get("DATABASE_URL", "").strip() or f"sqlite:///{(data / 'douya.sqlite3').resolve()}"
    scheme = urlsplit(url).scheme
    if scheme == "postgres":
        return "postgresql" + url[len("postgres") :]
    if scheme.partition("+")[0] not in ("sqlite", "postgresql"):
        raise SettingError(
            "DATABASE_URL is neither SQLite nor PostgreSQL; write DATABASE_URL=postgresql://user:password@host/douya"
        )
    return url


def _redis_url(env: Mapping[str, str]) -> str:
    url = env.get("REDIS_URL", "").strip()
    if url and urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise SettingError(
            "REDIS_URL is not a Redis address; write REDIS_URL=redis://host:6379/0 or leave it out"
        )
    return url


def _storage_url(env: Mapping[str, str], data: Path) -> str:
    url = env.get("STORAGE_URL", "").strip() or f"file://{(data / 'files').resolve()}"
    parts = urlsplit(url)
    if parts.scheme == "s3" and parts.netloc:
        return url
    if parts.scheme == "file" and parts.path.startswith("/"):
        return url
    raise SettingError(
        "STORAGE_URL is neither; write STORAGE_URL=s3://bucket/prefix or STORAGE_URL=file:///folder"
    )


def _secrets(
    env: Mapping[str, str], data: Path, one_machine: bool
) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    secret, masters = env.get("SECRET_KEY", "").strip(), env.get("DOUYA_MASTER_KEYS", "").strip()
    if not one_machine and not (secret and masters):
        raise SettingError(
            "With a database of its own, SECRET_KEY and DOUYA_MASTER_KEYS must be set: all machines share them"
        )
    kept = data / "secrets"
    secret = secret or _keep(kept / "secret_key", secrets.token_urlsafe(48))
    masters = masters or _keep(
        kept / "master_keys", "k1:" + base64.b64encode(secrets.token_bytes(32)).decode()
    )
    return _check_secret("SECRET_KEY", secret), _master_keys(masters)


def _mail(env: Mapping[str, str]) -> tuple[str, str]:
    """(where mail goes, whom it comes from)."""
    url, sender = env.get("DOUYA_MAIL", "").strip(), env.get("DOUYA_MAIL_FROM", "").strip()
    parts = urlsplit(url)
    if url and url != "file" and (parts.scheme not in ("smtp", "smtp+tls", "smtps") or not parts.hostname):
        raise SettingError(
            "DOUYA_MAIL is no way to send mail; write DOUYA_MAIL=smtp+tls://user:password@mail.example.org:587, "
            "DOUYA_MAIL=file, or leave it out"
        )
    if url and url != "file" and "@" not in sender:
        raise SettingError(
            "DOUYA_MAIL_FROM is no mail address; write DOUYA_MAIL_FROM=douya@example.org, the sender of all mail"
        )
    return url, sender


def _sms_url(env: Mapping[str, str]) -> str:
    url = env.get("DOUYA_SMS", "").strip()
    if url not in ("", "file"):
        raise SettingError("DOUYA_SMS is no way to send SMS; write DOUYA_SMS=file, or leave it out")
    return url


def _hook_hosts(env: Mapping[str, str]) -> tuple[str, ...]:
    hosts = tuple(part.strip() for part in env.get("DOUYA_HOOK_HOSTS", "").split(",") if part.strip())
    if any("/" in host or " " in host for host in hosts):
        raise SettingError(
            "DOUYA_HOOK_HOSTS is no list of hosts; write DOUYA_HOOK_HOSTS=hooks.intern,10.0.0.5:8080, or leave it out"
        )
    return hosts


_SOURCE = re.compile(r"DOUYA_SOURCE_([A-Z0-9]+)_(URL|KEY_ID|SECRET|ENDPOINT|REGION|FOR)")


def _sources(env: Mapping[str, str]) -> tuple[SourceSetting, ...]:
    found: dict[str, dict[str, str]] = {}
    for name in env:
        if not name.startswith("DOUYA_SOURCE_"):
            continue
        match = _SOURCE.fullmatch(name)
        if match is None:
            raise SettingError(
                f"{name} is no setting of a source; write DOUYA_SOURCE_STREETS_URL=s3://bucket/prefix"
            )
        found.setdefault(match[1], {})[match[2]] = env[name].strip()
    return tuple(_source(name, told) for name, told in sorted(found.items()))


def _source(name: str, told: Mapping[str, str]) -> SourceSetting:
    start = f"DOUYA_SOURCE_{name}_"
    parts = urlsplit(told.get("URL", ""))
    if parts.scheme != "s3" or not parts.netloc:
        raise SettingError(f"{start}URL names no bucket; write {start}URL=s3://bucket/prefix")
    for key in ("KEY_ID", "SECRET"):
        if not told.get(key):
            raise SettingError(
                f"{start}{key} is missing; write {start}{key}=... with keys that may only read"
            )
    ids = [one.strip() for one in told.get("FOR", "").split(",")]
    if not all(one.isascii() and one.isdigit() for one in ids):
        raise SettingError(
            f"{start}FOR names no organisation; write {start}FOR=3, the number on their upload page"
        )
    region = told.get("REGION") or "us-east-1"
    endpoint = told.get("ENDPOINT") or f"https://s3.{region}.amazonaws.com"
    if urlsplit(endpoint).scheme not in ("http", "https"):
        raise SettingError(f"{start}ENDPOINT is no address; write {start}ENDPOINT=https://s3.example.org")
    keys = told["KEY_ID"], told["SECRET"]
    folder = parts.path.strip("/")
    return SourceSetting(
        name.lower(), parts.netloc, folder, *keys, endpoint, region, frozenset(map(int, ids))
    )


def load_settings(environ: Mapping[str, str] | None = None, dotenv: Path | None = Path(".env")) -> Settings:
    """Read and check all settings; the environment goes before .env. Raises SettingError."""
    env: dict[str, str] = {k: v for k, v in dotenv_values(dotenv).items() if v is not None} if dotenv else {}
    env.update(os.environ if environ is None else environ)
    data = Path(env.get("DOUYA_DATA", "").strip() or "var")
    data.mkdir(parents=True, exist_ok=True)
    locale = env.get("DOUYA_LOCALE", "").strip() or "zh_CN"
    if locale not in LOCALES:
        raise SettingError(
            f"DOUYA_LOCALE={locale!r} is not here; write DOUYA_LOCALE=zh_CN or DOUYA_LOCALE=en"
        )
    timezone = env.get("DOUYA_TIMEZONE", "").strip() or "Asia/Shanghai"
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as error:
        raise SettingError(
            f"DOUYA_TIMEZONE={timezone!r} is no time zone; write DOUYA_TIMEZONE=Asia/Shanghai"
        ) from error
    currency = env.get("DOUYA_CURRENCY", "").strip() or "CNY"
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise SettingError(f"DOUYA_CURRENCY={currency!r} is no ISO 4217 code; write DOUYA_CURRENCY=CNY")
    database_url = _database_url(env, data)
    secret_key, master_keys = _secrets(env, data, one_machine=database_url.startswith("sqlite"))
    host, port = env.get("DOUYA_HOST", "").strip() or "127.0.0.1", _whole(env, "DOUYA_PORT", 8000, 1, 65535)
    base_url = env.get("DOUYA_BASE_URL", "").strip().rstrip("/")
    if base_url and urlsplit(base_url).scheme not in ("http", "https"):
        raise SettingError(
            f"DOUYA_BASE_URL={base_url!r} is no address; write DOUYA_BASE_URL=https://douya.example.org"
        )
    mail_url, mail_from = _mail(env)
    return Settings(
        data=data,
        host=host,
        port=port,
        database_url=database_url,
        redis_url=_redis_url(env),
        storage_url=_storage_url(env, data),
        secret_key=secret_key,
        master_keys=master_keys,
        locale=locale,
        timezone=timezone,
        currency=currency,
        demo=_yes_or_no(env, "DOUYA_DEMO", default=False),
        web_processes=_whole(env, "DOUYA_WEB_PROCESSES", 1, 1, 64),
        web_threads=_whole(env, "DOUYA_WEB_THREADS", 40, 1, 500),
        workers=_whole(env, "DOUYA_WORKERS", 1, 0, 64),
        base_url=base_url,
        secure_cookies=base_url.startswith("https://"),
        mail_url=mail_url,
        mail_from=mail_from,
        sms_url=_sms_url(env),
        hook_hosts=_hook_hosts(env),
        proxies=_whole(env, "DOUYA_PROXIES", 0, 0, 5),
        sources=_sources(env),
    )
