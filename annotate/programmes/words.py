"""The words of this room: kinds and sources of income, kinds of standards, relations."""

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


class StandardKind(StrEnum):
    POVERTY_LINE = "poverty_line"
    MONITORING_FACTOR = "monitoring_factor"
    MINIMUM_WAGE_MONTH = "minimum_wage_month"
    MINIMUM_WAGE_HOUR = "minimum_wage_hour"
    PPP = "ppp"
    CPI = "cpi"


class StandardOrigin(StrEnum):
    """Shipped rows were checked against their source by the project; entered ones need a second person."""

    SHIPPED = "shipped"
    ENTERED = "entered"
