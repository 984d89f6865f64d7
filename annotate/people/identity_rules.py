"""What counts as a phone number, a usable password, an invitation code. Pure."""

import re
from hashlib import sha256

# Crockford's alphabet: nothing that is mistaken for something else when read from paper.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10

_PHONE = re.compile(r"\+?[0-9]{7,15}")
_COMMON = frozenset(
    [
        "123456789",
        "1234567890",
        "12345678",
        "87654321",
        "password",
        "password1",
        "qwertyuiop",
        "11111111",
        "00000000",
        "88888888",
        "66666666",
        "iloveyou",
        "a1234567",
        "a123456789",
        "abc12345",
        "abcd1234",
        "1q2w3e4r",
        "qq123456",
        "zxcvbnm123",
        "woaini520",
        "woaini1314",
        "5201314520",
        "147258369",
        "123123123",
        "1234qwer",
        "asdfghjkl",
        "987654321",
        "31415926",
        "12341234",
        "woaini123",
        "admin123",
    ]
)


def normal_phone(text: str) -> str | None:
    """'+86 138-0000-0000' -> '13800000000'; None when it is no phone number."""
    digits = re.sub(r"[\s\-()（）]", "", text)
    digits = digits.removeprefix("+86").removeprefix("0086") if len(digits) > 12 else digits
    return digits if _PHONE.fullmatch(digits) else None


def password_is_usable(password: str, least: int) -> bool:
    """Long enough and not one that everybody tries first; no rules of composition (they weaken)."""
    folded = password.lower()
    return least <= len(password) <= 128 and folded not in _COMMON and len(set(folded)) > 3


def normal_code(text: str) -> str:
    """Upper case, no separators, I and L read as 1, O as 0."""
    return re.sub(r"[\s\-]", "", text).upper().translate(str.maketrans("ILO", "110"))


def token_hash(token: str) -> str:
    """What is stored of a session, device or API token: 256 random bits need no slow hash."""
    return sha256(token.encode()).hexdigest()
