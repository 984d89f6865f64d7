"""What a figure of the metric book consists of: what may be claimed with it, its unit, its words in both languages. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Claim(StrEnum):
    OUTPUT = "A"  # counted in the ledger or a survey
    CHANGE = "B"  # before and now, no cause claimed
    COMPARISON = "C"
    STORY = "D"


class Unit(StrEnum):
    PEOPLE = "people"
    HOUSEHOLDS = "households"
    YUAN = "yuan"
    YUAN_HOUR = "yuan_hour"
    PERCENT = "percent"
    HOURS = "hours"


UNIT_WORDS = {
    Unit.PEOPLE: ("人", "people"),
    Unit.HOUSEHOLDS: ("户", "households"),
    Unit.YUAN: ("元", "yuan"),
    Unit.YUAN_HOUR: ("元/小时", "yuan per hour"),
    Unit.PERCENT: ("%", "%"),
    Unit.HOURS: ("小时", "hours"),
}
CLAIM_WORDS = {
    Claim.OUTPUT: ("A：数出来的结果", "A: counted output"),
    Claim.CHANGE: ("B：前后变化，不说明原因", "B: change from before to now; says nothing about its cause"),
    Claim.COMPARISON: ("C：对照比较", "C: comparison with a control group"),
    Claim.STORY: ("D：本人同意讲述的故事", "D: a story told with consent"),
}


@dataclass(frozen=True)
class Metric:
    id: str
    unit: Unit
    claim: Claim
    name_zh: str
    name_en: str
    formula_zh: str
    formula_en: str
    population_zh: str
    population_en: str
