"""A month's pay slip on paper. Words come from the page that asks, so that both languages are one file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotate.core.errors import N_
from annotate.core.money import format_e4
from annotate.core.paper import Sheet
from annotate.pay.figures import MonthFigures, StatementPart
from annotate.pay.price import MS_PER_HOUR

Say = Callable[..., str]
KIND_WORDS = {
    "piece": N_("Pictures"),
    "correction": N_("Paid after another look"),
    "training": N_("Learning"),
    "top_up": N_("Top-up to the pay floor"),
    "subsidy": N_("Subsidy"),
    "rework": N_("Pictures drawn again"),
}


@dataclass(frozen=True)
class Slip:
    """One person's month. sent: (day, account's last four, net_e4, state in words) of the payments of that month."""

    name: str
    number: int
    figures: MonthFigures
    parts: Sequence[StatementPart]
    sent: Sequence[tuple[str, str, int, str]]
    is_running: bool


def statement_pdf(slip: Slip, say: Say) -> bytes:
    """say: gettext. The same month printed twice is the same file."""
    figures = slip.figures
    foot = f"豆芽 Douya · {say('Number %(number)s', number=slip.number)} · {figures.month}"
    sheet = Sheet(say("Statement of %(month)s", month=figures.month), foot)
    sheet.head(say("Statement of %(month)s", month=figures.month), f"{slip.name} · {figures.currency}")
    if slip.is_running:
        sheet.text(say("This month is still running; the figures grow with your work."), faint=True)
    sheet.pairs(
        [
            (say("Pay for work"), format_e4(figures.gross_e4)),
            (say("Top-up to the pay floor"), format_e4(figures.top_up_e4)),
            (say("Subsidy"), format_e4(figures.subsidy_e4)),
            (say("Tax"), format_e4(-figures.tax_e4)),
            (say("Paid to you"), format_e4(figures.net_e4)),
        ],
        is_sum=True,
    )
    _time(sheet, figures, say)
    _work(sheet, slip.parts, say)
    _payments(sheet, slip.sent, say)
    words = "Amounts are kept to a ten-thousandth of a yuan; what is less than a fen stays yours until it is one. Statements are kept for two years."
    sheet.text(say(words), faint=True)
    return sheet.pdf()


def _time(sheet: Sheet, figures: MonthFigures, say: Say) -> None:
    sheet.section(say("Working time"))
    hourly = figures.hourly_e4
    pairs = [(say("Hours"), f"{figures.hours:.2f}"), (say("Pictures paid"), str(figures.answers))]
    sheet.pairs([*pairs, (say("For one hour"), format_e4(hourly))] if hourly is not None else pairs)


def _work(sheet: Sheet, parts: Sequence[StatementPart], say: Say) -> None:
    if not parts:
        return
    sheet.section(say("By project"))
    rows = [
        (
            f"{part.project_name or '–'} · {say(KIND_WORDS[part.kind])}",
            str(part.items),
            f"{part.active_ms / MS_PER_HOUR:.2f}",
            format_e4(part.amount_e4),
        )
        for part in parts
    ]
    sheet.table((say("Project"), say("Number"), say("Hours"), say("Amount")), rows, (90, 28, 28, 28))


def _payments(sheet: Sheet, sent: Sequence[tuple[str, str, int, str]], say: Say) -> None:
    if not sent:
        return
    sheet.section(say("What was sent"))
    rows = [(f"{day} · **** {last_4}", state, format_e4(net_e4)) for day, last_4, net_e4, state in sent]
    sheet.table((say("Account"), say("State"), say("Amount")), rows, (90, 44, 40))
