"""Money is an integer in 1/10000 of the currency's major unit, from rate to ledger."""

import re
from decimal import Decimal

# ISO 4217 exponents that differ from 2.
_EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "BHD": 3, "KWD": 3, "TND": 3}


def exponent(currency: str) -> int:
    """Decimal places of a currency's minor unit (ISO 4217): 2 for CNY."""
    return _EXPONENTS.get(currency, 2)


def minor_to_e4(amount_minor: int, currency: str) -> int:
    """1050 fen -> 105000."""
    return int(amount_minor * 10 ** (4 - exponent(currency)))


def e4_to_minor(amount_e4: int, currency: str) -> tuple[int, int]:
    """Whole minor units and the remainder in e4 that stays payable: 105050 -> (1050, 50)."""
    unit: int = 10 ** (4 - exponent(currency))
    return divmod(amount_e4, unit)


def whole_minor(amount_e4: int, currency: str) -> int:
    """The least that can be paid and is not less, in e4: 105708 -> 105800. What is asked for must be enough once it is paid."""
    unit: int = 10 ** (4 - exponent(currency))
    return -(-amount_e4 // unit) * unit


def parse_major(text: str) -> int:
    """'0.42' -> 4200. Raises ValueError for anything but a decimal number under 10^12 with at most 4 places."""
    plain = text.strip().replace(",", "")
    # Decimal alone would take 1e9, 1_000 and digits of other scripts: nobody types those on purpose.
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]*)?", plain):
        raise ValueError(text)
    number = Decimal(plain)
    if number != round(number, 4):
        raise ValueError(text)
    return int(number.scaleb(4))


def major(amount_e4: int) -> Decimal:
    """4200 -> Decimal('0.4200'), exact; for formatting only."""
    return Decimal(amount_e4).scaleb(-4)


def format_e4(amount_e4: int, places: int = 2) -> str:
    """12843000 -> '1,284.30': rounded half even to `places` for the eye; sums are made before."""
    return f"{major(amount_e4):,.{places}f}"
