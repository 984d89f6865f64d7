"""Numbers and names inside a chart: short, in the reader's way of counting, and never wider than their place."""

import unicodedata
from decimal import ROUND_HALF_UP, Decimal

Number = int | float | Decimal

# From which size on, divided by what, named how, with how many places.
_CHINESE = ((Decimal(10**8), Decimal(10**8), "亿", 2), (Decimal(10**5), Decimal(10**4), "万", 2))
_ENGLISH = ((Decimal(10**6), Decimal(10**6), "M", 1), (Decimal(10**5), Decimal(10**3), "k", 1))


def short_number(value: Number, locale: str = "zh_CN") -> str:
    """Exact up to 99,999; above, Chinese counts in 万 and 亿, English in k and M: '12.8万', '128k'."""
    exact = Decimal(str(value))
    size = abs(exact)
    for limit, divisor, unit, places in _CHINESE if locale.startswith("zh") else _ENGLISH:
        if size >= limit:
            return _trim(exact / divisor, places) + unit
    return _trim(exact, 0 if size >= 100 else 1 if size >= 10 else 2)


def _trim(value: Decimal, places: int) -> str:
    text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def text_width(text: str, size: float) -> float:
    """Width in the same unit as size; a Chinese sign is as wide as high, a Latin letter a little over half."""
    return round(sum(size if _is_wide(sign) else size * 0.58 for sign in text), 1)


def shorten(text: str, width: float, size: float) -> str:
    """text, or as much of it as fits into width, ending in an ellipsis."""
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


# "A" too: Chinese fonts draw the ellipsis and its like as wide as a sign.
_WIDE_CLASSES = "WFA"


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in _WIDE_CLASSES
