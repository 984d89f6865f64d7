"""Reads what a coordinator typed into the household and income forms. Pure: values, or a fault for each field."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotate.core.errors import N_
from annotate.core.money import parse_major
from annotate.households.words import IncomeKind, Relation

MEMBER_ROWS = 8


@dataclass(frozen=True)
class TypedMember:
    relation: Relation
    birth_year: int
    name: str


@dataclass(frozen=True)
class Typed:
    """faults: field name -> msgid."""

    members: tuple[TypedMember, ...] = ()
    amounts: Mapping[IncomeKind, int] | None = None
    faults: Mapping[str, str] | None = None


def read_members(form: Mapping[str, str]) -> Typed:
    """Rows relation_0, birth_year_0, name_0 ...; a row without a year is left out. The first is the woman herself."""
    members: list[TypedMember] = []
    faults: dict[str, str] = {}
    for row in range(MEMBER_ROWS):
        year = form.get(f"birth_year_{row}", "").strip()
        if not year:
            continue
        relation = Relation.SELF if row == 0 else _relation(form.get(f"relation_{row}", ""))
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            faults[f"birth_year_{row}"] = N_("Write the year with four digits, such as 1990.")
        elif relation is None:
            faults[f"relation_{row}"] = N_("Choose how this person is related to her.")
        else:
            members.append(TypedMember(relation, int(year), form.get(f"name_{row}", "").strip()))
    if not form.get("birth_year_0", "").strip():
        faults["birth_year_0"] = N_("Her own year of birth is needed.")
    return Typed(members=tuple(members), faults=faults)


def _relation(text: str) -> Relation | None:
    return Relation(text) if text in set(Relation) else None


def read_amounts(form: Mapping[str, str]) -> Typed:
    """One amount a kind, in yuan of the whole year; an empty field is nothing earned, and says so by being left empty."""
    amounts: dict[IncomeKind, int] = {}
    faults: dict[str, str] = {}
    for kind in IncomeKind:
        text = form.get(kind.value, "").strip()
        try:
            amounts[kind] = parse_major(text) if text else 0
        except ValueError:
            faults[kind.value] = N_("Write a number of yuan, such as 3600 or 3600.50.")
            continue
        if amounts[kind] < 0:
            faults[kind.value] = N_("An amount cannot be negative. Costs have a field of their own.")
    return Typed(amounts=amounts, faults=faults)
