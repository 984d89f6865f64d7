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
    assert {"image.added", "account.registered"} <= {kind for _, kind in literal}


def _words() -> set[str]:
    """Every text in a file that announces."""
    files = {ROOT / where.partition(":")[0] for where, _ in _announced()}
    return {
        str(node.value)
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant)
    }


def test_every_route_is_used() -> None:
    # consensus makes 'task.agreed' and 'task.to_reviewer' of 'task.' and its decision; some name them whole.
    assert "task." in _words()
    made = {"task.agreed", "task.to_reviewer"}

    assert routing.ROUTES.keys() - _words() - SCHEDULE.keys() <= made
