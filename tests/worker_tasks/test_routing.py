"""Whatever is announced is done by somebody, and whoever is named exists."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from worker_tasks import routing
from worker_tasks.schedule import SCHEDULE

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("kind", routing.ROUTES)
def test_every_route_leads_to_a_function(kind: str) -> None:
    assert callable(routing.resolve(kind))


def _announced() -> Iterator[tuple[str, ast.expr]]:
    """(where, the expression that names the kind) of every call of announce."""
    for path in ROOT.glob("annotate/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            if name == "announce" and len(node.args) >= 2:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[1]


def test_every_announced_kind_has_a_route() -> None:
    literal = {
        (where, kind.value)
        for where, kind in _announced()
        if isinstance(kind, ast.Constant) and isinstance(kind.value, str)
    }

    assert {(where, kind) for where, kind in literal if kind not in routing.ROUTES} == set()
    assert {"submission.received", "account.registered"} <= {kind for _, kind in literal}


def test_kinds_made_of_a_decision_have_routes() -> None:
    """consensus announces 'task.' and its decision; 'one more' is told by the task's being open again."""
    assert {"task.agreed", "task.to_reviewer"} <= routing.ROUTES.keys()


def test_every_route_is_used() -> None:
    announced = {kind.value for _, kind in _announced() if isinstance(kind, ast.Constant)}

    assert routing.ROUTES.keys() - announced - SCHEDULE.keys() == {"task.agreed", "task.to_reviewer"}
