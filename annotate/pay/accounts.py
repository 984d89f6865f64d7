"""Names and kinds of the ledger accounts that pay uses. Pure.

bank:CNY                what lies in the bank
client_due:12           what the client of project 12 put in and has not yet been billed
payable:34:CNY          what person 34 is owed
payout_in_transit:CNY   what has left for people's accounts and is not yet confirmed
tax_payable:CNY         tax that was kept from pay and is owed to the tax office
restricted_grant:5:CNY  what a foundation put in for programme 5 and is not yet paid on;  grant_released:CNY  what is
piece_pay:CNY           cost of accepted pieces;  training_pay, top_up, subsidy alike
"""

from dataclasses import dataclass

from annotate.ledger.rules import AccountKind


@dataclass(frozen=True)
class AccountName:
    """What `ledger.service.open_account` needs."""

    code: str
    kind: AccountKind
    currency: str
    owner_account_id: int | None = None
    project_id: int | None = None


def bank(currency: str) -> AccountName:
    return AccountName(f"bank:{currency}", AccountKind.ASSET, currency)


def client_due(project_id: int, currency: str) -> AccountName:
    return AccountName(f"client_due:{project_id}", AccountKind.LIABILITY, currency, project_id=project_id)


def payable(account_id: int, currency: str) -> AccountName:
    return AccountName(
        f"payable:{account_id}:{currency}", AccountKind.LIABILITY, currency, owner_account_id=account_id
    )


def expense(name: str, currency: str) -> AccountName:
    """name: 'piece_pay', 'training_pay', 'top_up', 'subsidy'."""
    return AccountName(f"{name}:{currency}", AccountKind.EXPENSE, currency)


def in_transit(currency: str) -> AccountName:
    return AccountName(f"payout_in_transit:{currency}", AccountKind.LIABILITY, currency)


def tax_payable(currency: str) -> AccountName:
    return AccountName(f"tax_payable:{currency}", AccountKind.LIABILITY, currency)


def restricted_grant(programme_id: int, currency: str) -> AccountName:
    return AccountName(f"restricted_grant:{programme_id}:{currency}", AccountKind.LIABILITY, currency)


def grant_released(currency: str) -> AccountName:
    return AccountName(f"grant_released:{currency}", AccountKind.INCOME, currency)
