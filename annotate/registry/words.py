"""Kinds of standards and where a row comes from."""

from enum import StrEnum


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
