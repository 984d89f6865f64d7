"""Password hashes: argon2id, 19 MiB, t=2, p=1 (OWASP's minimum, 46 ms). Pure."""

import os
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# More at once than cores only makes all of them slower and eats memory.
_turns = threading.BoundedSemaphore(max(1, os.cpu_count() or 1))
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    with _turns:
        return _hasher.hash(password)


def verify(password_hash: str | None, password: str) -> bool:
    """True when it is right. An account without a password takes as long as one with: time tells nothing."""
    try:
        with _turns:
            return _hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
