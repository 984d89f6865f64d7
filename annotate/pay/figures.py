"""Figures of a month as statements show them. Pure."""

from dataclasses import dataclass

from annotate.pay.price import MS_PER_HOUR, hourly_e4


@dataclass(frozen=True)
class MonthFigures:
    """A statement's figures. gross_e4: pieces, corrections, training. active_ms: gaps over 90 s left out."""

    month: str
    currency: str
    gross_e4: int
    top_up_e4: int
    subsidy_e4: int
    tax_e4: int
    active_ms: int
    answers: int

    @property
    def net_e4(self) -> int:
        return self.gross_e4 + self.top_up_e4 + self.subsidy_e4 - self.tax_e4

    @property
    def hours(self) -> float:
        """To two places, for the eye; no money is made of it."""
        return round(self.active_ms / MS_PER_HOUR, 2)

    @property
    def hourly_e4(self) -> int | None:
        """Pay before tax and without subsidies for an hour of active time; none where no time was measured."""
        return hourly_e4(self.gross_e4 + self.top_up_e4, self.active_ms)


@dataclass(frozen=True)
class StatementPart:
    """Earnings of one kind from one project in a month."""

    kind: str
    project_name: str | None
    items: int
    amount_e4: int
    active_ms: int
