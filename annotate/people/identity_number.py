"""The number of a Chinese identity card: its check digit, the day of birth in it, and an age. Pure.

GB 11643-1999: six digits of the place, eight of the day of birth, three of the order, and one check character by
ISO 7064 MOD 11-2.
"""

import datetime as dt
import re

LEAST_AGE = 16
_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]")
_WEIGHTS = tuple(2**power % 11 for power in range(17, 0, -1))
_CHECKS = "10X98765432"


def check_character(first_17: str) -> str:
    """The last character that belongs to 17 digits."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True)) % 11]


def normal_number(text: str) -> str | None:
    """'52062419900307 002x' -> '52062419900307002X'; None when it is no such number or a digit is wrong."""
    number = re.sub(r"[\s\-]", "", text).upper()
    if not _NUMBER.fullmatch(number) or check_character(number[:17]) != number[17]:
        return None
    return number if born_on(number) is not None else None


def born_on(number: str) -> dt.date | None:
    """The day of birth in a number of 18 characters; None for a day that never was."""
    try:
        return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def age_on(born: dt.date, day: dt.date) -> int:
    """Whole years; who was born on 29 February grows older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
