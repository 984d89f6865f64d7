"""The words of this room: what the law asks an assessment for, levels of risk. Pure."""

from enum import StrEnum

from annotate.core.errors import N_


class Activity(StrEnum):
    """What the Personal Information Protection Law (art. 55) asks an impact assessment for, as far as it is done here."""

    SENSITIVE = "sensitive"
    AUTOMATED = "automated"
    HANDED_ON = "handed_on"
    MINORS = "minors"
    HOUSEHOLDS = "households"
    OTHER = "other"


ACTIVITY_WORDS: dict[str, str] = {
    Activity.SENSITIVE: N_("Identity card numbers and accounts for pay"),
    Activity.AUTOMATED: N_("Decisions by computation: levels, pauses, checks, pay"),
    Activity.HANDED_ON: N_("Handing on: payment channels, clients, foundations"),
    Activity.MINORS: N_("People of 16 and 17 years"),
    Activity.HOUSEHOLDS: N_("Income and members of families"),
    Activity.OTHER: N_("Another activity"),
}
# Every installation does these: without an approved assessment the page names them.
NEEDED = tuple(one for one in Activity if one is not Activity.OTHER)


class Risk(StrEnum):
    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


RISK_WORDS: dict[str, str] = {
    Risk.LOW: N_("low risk"),
    Risk.MIDDLE: N_("middle risk"),
    Risk.HIGH: N_("high risk"),
}
