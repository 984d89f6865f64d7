"""Kinds and sources of income, relations in a family."""

from enum import StrEnum


class IncomeKind(StrEnum):
    """The four kinds of household income, and the costs that are taken off."""

    WAGE = "wage"  # 工资性
    BUSINESS = "business"  # 经营性
    PROPERTY = "property"  # 财产性
    TRANSFER = "transfer"  # 转移性
    PRODUCTION_COST = "production_cost"  # 生产经营性支出


class IncomeSource(StrEnum):
    LEDGER = "ledger"
    SURVEY = "survey"
    SELF_REPORT = "self_report"
    IMPORT = "import"


class IncomeDefinition(StrEnum):
    """Which definition an amount follows: two offices' figures must not be mixed unseen."""

    RURAL_NET = "rural_net"  # four kinds less production costs, per registered resident member
    DISPOSABLE = "disposable"  # the statistics office's disposable income, four net kinds


class Relation(StrEnum):
    """To the woman whose file it is."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    OTHER = "other"
