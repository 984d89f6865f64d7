"""Rules of paying out: channels, states, what a person gets now, what a result means. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.errors import N_
from annotate.core.money import e4_to_minor, minor_to_e4

# A changed account is used after three days: whoever stole her password must not divert her pay in the night.
PAYEE_HOLD = dt.timedelta(hours=72)
# On demand she is paid from 10 yuan; on a pay day from one minor unit.
LEAST_ON_DEMAND_E4 = 10 * 10_000


class Channel(StrEnum):
    ALIPAY = "alipay"
    WECHAT = "wechat"
    BANK = "bank"


CHANNEL_WORDS = {Channel.ALIPAY: N_("Alipay"), Channel.WECHAT: N_("WeChat"), Channel.BANK: N_("Bank account")}


class BatchState(StrEnum):
    PREPARED = "prepared"
    SIGNED = "signed"  # once
    APPROVED = "approved"  # twice, by two people
    SENT = "sent"
    SETTLED = "settled"  # no line is under way any more
    CANCELLED = "cancelled"


class LineState(StrEnum):
    LISTED = "listed"
    SENT = "sent"
    WAITING = "waiting"  # WeChat: the payee has not yet taken it
    PAID = "paid"
    FAILED = "failed"  # finally: what was under way is owed to her again
    RETURNED = "returned"  # paid, and came back
    DROPPED = "dropped"  # its batch was cancelled before it left


LINE_WORDS = {
    LineState.LISTED: N_("listed"),
    LineState.SENT: N_("under way"),
    LineState.WAITING: N_("waits for the payee"),
    LineState.PAID: N_("paid"),
    LineState.FAILED: N_("failed, owed again"),
    LineState.RETURNED: N_("came back, owed again"),
    LineState.DROPPED: N_("cancelled"),
}
UNDER_WAY = (LineState.LISTED, LineState.SENT, LineState.WAITING)


@dataclass(frozen=True)
class Cut:
    """What leaves now. net_e4: whole minor units; rest_e4: what stays owed."""

    net_e4: int
    tax_e4: int
    rest_e4: int


def cut_payout(owed_e4: int, tax_due_e4: int, currency: str) -> Cut:
    """Split what a person is owed into tax, whole minor units for her, and a remainder that stays payable.

    Tax is kept first and never more than is owed; a negative due (a month was corrected downwards) keeps nothing.
    """
    tax_e4 = min(max(tax_due_e4, 0), max(owed_e4, 0))
    minor, rest_e4 = e4_to_minor(max(owed_e4, 0) - tax_e4, currency)
    return Cut(minor_to_e4(minor, currency), tax_e4, rest_e4)


def batch_key(channel: Channel, currency: str, day: dt.date, attempt: int) -> str:
    """'alipay-CNY-20261201-1'; attempt counts the batches of that day, one more after each that is over."""
    return f"{channel}-{currency}-{day:%Y%m%d}-{attempt}"


def line_number(channel: Channel, currency: str, day: dt.date, annotator_id: int, attempt: int) -> str:
    """Number of a payment, letters and digits only, at most 32: 'DYACNY202612010000000017R01'.

    Made of what does not change: an instance restored from a backup makes the same number for the same
    payment, and the channel refuses to pay it a second time.
    """
    return f"DY{channel[0].upper()}{currency}{day:%Y%m%d}{annotator_id:010d}R{attempt:02d}"


class Finding(StrEnum):
    """How a line of ours and a line of the result file compare: the five classes of reconciliation."""

    AGREES = "agrees"
    MISSING = "missing"  # ours, and not in the file
    UNKNOWN = "unknown"  # in the file, and not ours
    AMOUNT_DIFFERS = "amount_differs"
    STATE_DIFFERS = "state_differs"  # the file takes back what an earlier one said
    NAME_DIFFERS = "name_differs"


@dataclass(frozen=True)
class Sent:
    """A payment as we sent it."""

    number: str
    name: str
    amount_minor: int
    state: LineState


@dataclass(frozen=True)
class Told:
    """A payment as the channel tells of it. name: empty where its file carries none."""

    row: int
    number: str
    name: str
    amount_minor: int
    state: LineState
    reason: str = ""


@dataclass(frozen=True)
class Compared:
    finding: Finding
    number: str
    sent: Sent | None
    told: Told | None


# What may follow what. A final failure is never taken back: the money has gone to her another way by then.
_MAY_FOLLOW: Mapping[LineState, frozenset[LineState]] = {
    LineState.SENT: frozenset({LineState.SENT, LineState.WAITING, LineState.PAID, LineState.FAILED}),
    LineState.WAITING: frozenset({LineState.WAITING, LineState.PAID, LineState.FAILED}),
    LineState.PAID: frozenset({LineState.PAID, LineState.RETURNED}),
    LineState.FAILED: frozenset({LineState.FAILED}),
    LineState.RETURNED: frozenset({LineState.RETURNED}),
}


def as_booked(line: LineState, told: LineState) -> LineState:
    """What a channel's word means for a payment in a state.

    Money that comes back before it was ever told as paid (WeChat: nobody took it; a bank: no such account)
    has not reached her: for the books that is a failure, for it never left the transit account.
    """
    never_paid = (LineState.SENT, LineState.WAITING, LineState.FAILED)
    return LineState.FAILED if told is LineState.RETURNED and line in never_paid else told


def _finding(sent: Sent, told: Told) -> Finding:
    if told.amount_minor != sent.amount_minor:
        return Finding.AMOUNT_DIFFERS
    if told.name and told.name != sent.name:
        return Finding.NAME_DIFFERS
    if as_booked(sent.state, told.state) not in _MAY_FOLLOW.get(sent.state, frozenset()):
        return Finding.STATE_DIFFERS
    return Finding.AGREES


def reconcile(sent: Sequence[Sent], told: Sequence[Told]) -> list[Compared]:
    """Compare what was sent with what a result file tells, by number; the file's order first, then what it lacks."""
    ours = {one.number: one for one in sent}
    compared = [
        Compared(
            _finding(ours[one.number], one) if one.number in ours else Finding.UNKNOWN,
            one.number,
            ours.get(one.number),
            one,
        )
        for one in told
    ]
    heard = {one.number for one in told}
    missing = [Compared(Finding.MISSING, one.number, one, None) for one in sent if one.number not in heard]
    return compared + missing


def is_fault(finding: Finding) -> bool:
    """Whether a finding stops the whole file: a file that is wrong once is not believed in the rest."""
    return finding not in (Finding.AGREES, Finding.MISSING)
