"""Files of any size under keys like 'images/ab/abcd...': a folder on this machine, or an S3-compatible bucket.

Keys are made by the program, never from names that people give.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol, cast
from urllib.parse import urlsplit

from annotate.core.settings import Settings

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)+")
_CHUNK = 1 << 20


class Storage(Protocol):
    """What a store can do. `get` and `stream` raise FileNotFoundError."""

    def put(self, key: str, content: bytes | Path) -> None: ...
    def get(self, key: str) -> bytes: ...
    def stream(self, key: str) -> Iterator[bytes]: ...
    def fetch_to(self, key: str, target: Path) -> None: ...
    def exists(self, key: str) -> bool: ...
    def delete(self, key: str) -> None: ...


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key) or ".." in key:
        raise ValueError(f"not a storage key: {key!r}")
    return key


class FolderStorage:
    """Files below one folder; a put is either whole and on disk, or absent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str) -> Path:
        return self._folder / _checked(key)

    def put(self, key: str, content: bytes | Path) -> None:
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".put-")
        try:
            with os.fdopen(handle, "wb") as file:
                if isinstance(content, Path):
                    with content.open("rb") as source:
                        shutil.copyfileobj(source, file, _CHUNK)
                else:
                    file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        directory = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def get(self, key: str) -> bytes:
        return self.path(key).read_bytes()

    def stream(self, key: str) -> Iterator[bytes]:
        with self.path(key).open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def fetch_to(self, key: str, target: Path) -> None:
        shutil.copyfile(self.path(key), target)

    def exists(self, key: str) -> bool:
        return self.path(key).is_file()

    def delete(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)


class BucketStorage:
    """An S3-compatible bucket; credentials and endpoint come from AWS_* variables."""

    def __init__(self, bucket: str, prefix: str) -> None:
        from obstore.store import S3Store

        endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
        self._store = S3Store(
            bucket, prefix=prefix or None, client_options={"allow_http": endpoint.startswith("http://")}
        )

    def put(self, key: str, content: bytes | Path) -> None:
        import obstore

        obstore.put(self._store, _checked(key), content)

    def get(self, key: str) -> bytes:
        import obstore

        return bytes(obstore.get(self._store, _checked(key)).bytes())

    def stream(self, key: str) -> Iterator[bytes]:
        import obstore

        for chunk in obstore.get(self._store, _checked(key)).stream(min_chunk_size=_CHUNK):
            yield bytes(chunk)

    def fetch_to(self, key: str, target: Path) -> None:
        with target.open("wb") as file:
            for chunk in self.stream(key):
                cast(BinaryIO, file).write(chunk)

    def exists(self, key: str) -> bool:
        import obstore

        try:
            obstore.head(self._store, _checked(key))
        except FileNotFoundError:
            return False
        return True

    def delete(self, key: str) -> None:
        import obstore

        obstore.delete(self._store, _checked(key))


_storage: Storage | None = None


def open_storage(settings: Settings) -> Storage:
    """Open the store of the settings and make it the process's."""
    global _storage
    parts = urlsplit(settings.storage_url)
    if parts.scheme == "s3":
        _storage = BucketStorage(parts.netloc, parts.path.strip("/"))
    else:
        _storage = FolderStorage(Path(parts.path))
    return _storage


def storage() -> Storage:
    if _storage is None:
        raise RuntimeError("no storage was opened in this process")
    return _storage
