"""Standards at the console: entered by one person, used once another has approved them."""

from typing import Any

import pytest

from annotate.core.db import reading
from annotate.registry import queries
from annotate.registry.words import StandardKind
from tests.conftest import People

WAGE = ("--kind", "minimum_wage_hour", "--region", "520000", "--scope", "class 1", "--from", "2025-02-01")
SAID = ("--source", "省文件", "--document", "黔府〔2025〕1号")


def run(app: Any, *args: object) -> Any:
    return app.test_cli_runner().invoke(args=["registry", *map(str, args)])


def usable() -> list[str]:
    with reading() as session:
        return [str(row.value) for row in queries.standards(session, StandardKind.MINIMUM_WAGE_HOUR)]


def test_a_row_is_entered_shown_as_waiting_and_approved_by_another(app: Any, people: People) -> None:
    entered = run(app, "enter", *WAGE, *SAID, "--value", "19.6", "--by", people.zhao)
    number = entered.output.strip()
    assert (entered.exit_code, usable()) == (0, [])
    assert f"entered by {people.zhao}" in run(app, "waiting").output

    same = run(app, "approve", number, "--by", people.zhao)
    assert (same.exit_code, usable()) == (1, [])

    assert run(app, "approve", number, "--by", people.mei).exit_code == 0
    assert usable() == ["19.6"]
    assert run(app, "waiting").output == ""


@pytest.mark.parametrize(
    "change",
    [("--value", "-3"), ("--value", "many"), ("--value", "5", "--unit", "CNY/month")],
    ids=["negative", "no number", "unit of another kind"],
)
def test_what_cannot_be_right_is_refused_and_not_kept(
    app: Any, people: People, change: tuple[str, ...]
) -> None:
    refused = run(app, "enter", *WAGE, *SAID, *change, "--by", people.zhao)

    assert refused.exit_code == 1
    assert "Error:" in refused.output
    assert run(app, "waiting").output == ""


def test_a_person_who_is_not_there_enters_and_approves_nothing(app: Any, people: People) -> None:
    assert "no account 99999" in run(app, "enter", *WAGE, *SAID, "--value", "19", "--by", 99999).output
    number = run(app, "enter", *WAGE, *SAID, "--value", "19", "--by", people.zhao).output.strip()

    assert run(app, "approve", number, "--by", 99999).exit_code == 1
    assert run(app, "approve", 4711, "--by", people.mei).exit_code == 1
    assert usable() == []
