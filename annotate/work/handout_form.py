"""What a manager writes on the page of handing out, read into rules and written back. Pure."""

import re
from collections.abc import Mapping, Sequence

from annotate.core.errors import N_, Fault, Invalid
from annotate.work.handout_rules import LIMITS, Quota, Rules

_QUOTA = re.compile(r"(\d{6})\s+(\d{1,6})\s*(%?)", re.ASCII)
# No such number is allowed: what cannot be read is refused with the field's own words.
_UNREADABLE = -1


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else _UNREADABLE


def read_quotas(text: str) -> tuple[Quota, ...]:
    """A line each: the county's six digits, then '30 %' or a number of tasks. Raises Invalid."""
    quotas = []
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _QUOTA.fullmatch(line)
        if found is None:
            words = N_(
                "“%(line)s” is not a county's six digits and then a number or a share, such as 520624 30 %%"
            )
            raise Invalid([Fault("quotas", "line", words, {"line": line[:40]})])
        county, amount, percent = found.groups()
        quotas.append(Quota(county, "percent" if percent else "tasks", int(amount)))
    return tuple(quotas)


def quota_text(quotas: Sequence[Quota]) -> str:
    """As `read_quotas` reads it."""
    return "\n".join(f"{one.county} {one.amount}{' %' if one.unit == 'percent' else ''}" for one in quotas)


def read_rules(fields: Mapping[str, str], successors: Sequence[str]) -> tuple[Rules, tuple[int, ...]]:
    """The rules and the bonus of levels 1 ... 4 in per cent. Raises Invalid for what cannot be read."""
    numbers = {name: _number(fields.get(name, "")) for name in LIMITS}
    quotas = read_quotas(fields.get("quotas", ""))
    named = tuple(_number(one) for one in successors if one)
    bonus = tuple(_number(fields.get(f"bonus_{level}", "")) for level in range(1, 5))
    return Rules(**numbers, quotas=quotas, successors=named), bonus
