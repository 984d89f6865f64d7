"""Buckets of others that the operator has declared: read where they are, never written to, only for whom they are meant.

A picture in one is known by 'source:NAME:KEY'.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from annotate.core.settings import Settings, SourceSetting

_MARK = "source:"
_CHUNK = 1 << 20


class SourceRefuses(Exception):
    """The store does not let the object be read with the keys that the operator gave."""


@dataclass(frozen=True)
class Source:
    """One declared bucket, or a folder of it."""

    name: str
    url: str
    organisations: frozenset[int]
    _store: Any

    def size_of(self, key: str) -> int:
        """Bytes. Raises FileNotFoundError, SourceRefuses."""
        import obstore

        try:
            return int(obstore.head(self._store, key)["size"])
        except _refusals() as error:
            raise SourceRefuses(self.name) from error

    def stream(self, key: str) -> Iterator[bytes]:
        """Raises FileNotFoundError, SourceRefuses."""
        import obstore

        try:
            for chunk in obstore.get(self._store, key).stream(min_chunk_size=_CHUNK):
                yield bytes(chunk)
        except _refusals() as error:
            raise SourceRefuses(self.name) from error


def _refusals() -> tuple[type[Exception], ...]:
    from obstore.exceptions import PermissionDeniedError, UnauthenticatedError

    return PermissionDeniedError, UnauthenticatedError


_sources: Mapping[str, Source] = MappingProxyType({})


def open_sources(settings: Settings) -> None:
    """Make the declared buckets the process's; none is asked for anything yet."""
    global _sources
    _sources = MappingProxyType({one.name: _opened(one) for one in settings.sources})


def _opened(setting: SourceSetting) -> Source:
    from obstore.store import S3Store

    store = S3Store(
        setting.bucket,
        prefix=setting.prefix or None,
        access_key_id=setting.key_id,
        secret_access_key=setting.secret,
        region=setting.region,
        # Said always: what AWS_ENDPOINT_URL says is for our own bucket.
        endpoint=setting.endpoint,
        client_options={"allow_http": setting.endpoint.startswith("http://")},
    )
    return Source(setting.name, setting.url, setting.organisations, store)


def sources_for(organisation_id: int | None) -> Mapping[str, Source]:
    """By name, those that an organisation's projects may read."""
    return {name: one for name, one in _sources.items() if organisation_id in one.organisations}


def reference(source_name: str, key: str) -> str:
    return f"{_MARK}{source_name}:{key}"


def is_reference(storage_key: str) -> bool:
    return storage_key.startswith(_MARK)


def stream_of(storage_key: str) -> Iterator[bytes]:
    """Bytes of a reference. Raises FileNotFoundError, also when the operator took the source away; SourceRefuses."""
    name, _, key = storage_key.removeprefix(_MARK).partition(":")
    source = _sources.get(name)
    if source is None:
        raise FileNotFoundError(name)
    yield from source.stream(key)
