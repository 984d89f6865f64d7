"""Kinds of standards, where a row comes from, how it stands."""

from enum import StrEnum

from annotate.core.errors import N_


class StandardKind(StrEnum):
    POVERTY_LINE = "poverty_line"
    MONITORING_FACTOR = "monitoring_factor"
    MINIMUM_WAGE_MONTH = "minimum_wage_month"
    MINIMUM_WAGE_HOUR = "minimum_wage_hour"
    PPP = "ppp"
    CPI = "cpi"
    HOLIDAY = "holiday"


class StandardOrigin(StrEnum):
    """Shipped rows were checked against their source by the project; entered ones need a second person."""

    SHIPPED = "shipped"
    ENTERED = "entered"


class StandardState(StrEnum):
    """WAITING: for a second person. REPLACED: a later row corrected it; what was counted with it keeps it."""

    WAITING = "waiting"
    IN_USE = "in_use"
    REPLACED = "replaced"
    REFUSED = "refused"


KIND_WORDS = {
    StandardKind.POVERTY_LINE: N_("Poverty lines"),
    StandardKind.MONITORING_FACTOR: N_("Monitoring factors"),
    StandardKind.MINIMUM_WAGE_MONTH: N_("Minimum wages a month"),
    StandardKind.MINIMUM_WAGE_HOUR: N_("Minimum wages an hour"),
    StandardKind.PPP: N_("Purchasing power"),
    StandardKind.CPI: N_("Price indexes"),
    StandardKind.HOLIDAY: N_("Holidays"),
}
STATE_WORDS = {
    StandardState.WAITING: N_("waits for a second person"),
    StandardState.IN_USE: N_("in use"),
    StandardState.REPLACED: N_("corrected by a later row"),
    StandardState.REFUSED: N_("refused"),
}
