"""Identity fields under a data key of each person's own; erasing the key erases the person.

A sealed value is 'v1.<nonce>.<ciphertext>' in base64url; the row is associated data, so a value that is moved
to another row or column does not open. Look-up goes by a keyed hash (blind index), never by the value.
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# Whose data key the index key is: nobody's.
INDEX_OWNER = "blind-index"


class SealBroken(Exception):
    """The value does not belong to this row, or its master key is gone."""


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class FieldCipher:
    """Seals and opens fields. keys: (key id, 32 bytes); the first wraps new data keys, all open old ones."""

    def __init__(self, keys: Sequence[tuple[str, bytes]]) -> None:
        self._current = keys[0][0]
        self._keys = dict(keys)
        # The index must not change when keys rotate. Until its key is kept for itself (core/index_key.py) it hangs on
        # the oldest master key, the last in the list.
        self._index_key = hashlib.sha256(b"blind index" + keys[-1][1]).digest()

    @property
    def current(self) -> str:
        """Id of the master key that wraps new data keys."""
        return self._current

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all master keys at hand, the current one first."""
        return tuple(self._keys)

    def new_data_key(self, owner: str) -> str:
        """A wrapped data key for one person: 'key id.nonce.ciphertext'."""
        return self._wrap(secrets.token_bytes(32), owner)

    def _wrap(self, data_key: bytes, owner: str) -> str:
        nonce = secrets.token_bytes(12)
        sealed = AESGCM(self._keys[self._current]).encrypt(nonce, data_key, f"data-key|{owner}".encode())
        return f"{self._current}.{_encode(nonce)}.{_encode(sealed)}"

    def _unwrap(self, wrapped: str, owner: str) -> bytes:
        key_id, nonce, sealed = wrapped.split(".")
        if key_id not in self._keys:
            raise SealBroken(f"master key {key_id} is not in DOUYA_MASTER_KEYS")
        try:
            return AESGCM(self._keys[key_id]).decrypt(
                _decode(nonce), _decode(sealed), f"data-key|{owner}".encode()
            )
        except InvalidTag as error:
            raise SealBroken("data key does not open") from error

    def rewrap(self, wrapped: str, owner: str) -> str:
        """The same data key under the current master key (rotation)."""
        return (
            wrapped
            if wrapped.split(".")[0] == self._current
            else self._wrap(self._unwrap(wrapped, owner), owner)
        )

    def wrapped_index_key(self) -> str:
        """The key of the blind index under the current master key, to be kept."""
        return self._wrap(self._index_key, INDEX_OWNER)

    def use_index_key(self, wrapped: str) -> None:
        """From now on the index hangs on the key that was kept. Raises SealBroken when its master key is not at hand."""
        self._index_key = self._unwrap(wrapped, INDEX_OWNER)

    def seal(self, wrapped: str, owner: str, field: str, text: str) -> str:
        """owner: the person's uuid; field: 'table.column'. The same text seals differently each time."""
        nonce = secrets.token_bytes(12)
        sealed = AESGCM(self._unwrap(wrapped, owner)).encrypt(
            nonce, text.encode(), f"{field}|{owner}".encode()
        )
        return f"v1.{_encode(nonce)}.{_encode(sealed)}"

    def open(self, wrapped: str, owner: str, field: str, sealed: str) -> str:
        """Raises SealBroken when the value was moved, altered, or its key destroyed."""
        _, nonce, body = sealed.split(".")
        try:
            return (
                AESGCM(self._unwrap(wrapped, owner))
                .decrypt(_decode(nonce), _decode(body), f"{field}|{owner}".encode())
                .decode()
            )
        except InvalidTag as error:
            raise SealBroken(f"{field} does not open") from error

    def blind_index(self, purpose: str, text: str) -> str:
        """64 hex digits; equal for equal texts of one purpose, useless without the master key."""
        normal = unicodedata.normalize("NFKC", text).strip().upper().replace(" ", "").replace("-", "")
        return hmac.new(self._index_key, f"{purpose}|{normal}".encode(), hashlib.sha256).hexdigest()


_cipher: FieldCipher | None = None


def use_master_keys(keys: Sequence[tuple[str, bytes]]) -> None:
    """Set the process's cipher (the app factory, workers, tests)."""
    global _cipher
    _cipher = FieldCipher(keys)


def cipher() -> FieldCipher:
    if _cipher is None:
        raise RuntimeError("no master keys were set in this process")
    return _cipher


def last_4(text: str) -> str:
    """The only part of a phone or ID that pages show."""
    return f"**** {text[-4:]}"
