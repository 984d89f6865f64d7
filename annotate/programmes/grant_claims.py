"""Claims on public grants for employers (稳岗返还, 以工代训 and the like): states, and what may follow what. Pure."""

from enum import StrEnum

from annotate.core.errors import N_


class ClaimState(StrEnum):
    PREPARED = "prepared"
    HANDED_IN = "handed_in"
    GRANTED = "granted"
    REFUSED = "refused"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[str, str] = {
    ClaimState.PREPARED: N_("prepared"),
    ClaimState.HANDED_IN: N_("handed in"),
    ClaimState.GRANTED: N_("granted"),
    ClaimState.REFUSED: N_("refused by the office"),
    ClaimState.PAID: N_("paid by the office"),
    ClaimState.WITHDRAWN: N_("withdrawn"),
}
NEXT: dict[ClaimState, tuple[ClaimState, ...]] = {
    ClaimState.PREPARED: (ClaimState.HANDED_IN, ClaimState.WITHDRAWN),
    ClaimState.HANDED_IN: (ClaimState.GRANTED, ClaimState.REFUSED, ClaimState.WITHDRAWN),
    ClaimState.GRANTED: (ClaimState.PAID,),
    ClaimState.REFUSED: (),
    ClaimState.PAID: (),
    ClaimState.WITHDRAWN: (),
}
# What an office decided has its document and, but for a refusal, its amount.
DECIDED = frozenset({ClaimState.GRANTED, ClaimState.REFUSED})
EVIDENCE_COLUMNS = ("编号", "姓名", "身份证号后四位", "月份", "税前收入（元）")


def may_follow(state: ClaimState, wanted: str) -> bool:
    return wanted in NEXT[state]
