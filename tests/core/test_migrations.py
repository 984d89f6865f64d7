"""The steps of the database form one chain, and their files say when and what."""

import ast
import re
from pathlib import Path

VERSIONS = Path(__file__).parents[2] / "annotate" / "core" / "migrations" / "versions"


def _named(path: Path) -> dict[str, str | None]:
    """What a step's file assigns: revision, down_revision."""
    return {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        if node.targets[0].id in ("revision", "down_revision")
    }


def test_all_steps_form_one_chain() -> None:
    steps = [_named(path) for path in VERSIONS.glob("*.py")]
    before = {str(step["revision"]): step["down_revision"] for step in steps}
    head = before.keys() - set(before.values())

    assert len(before) == len(steps)
    assert len(head) == 1
    walked, at = 0, head.pop()
    while at is not None:
        walked, at = walked + 1, before[at]
    assert walked == len(steps)


def test_every_step_says_when_and_what() -> None:
    names = [path.name for path in VERSIONS.glob("*.py")]

    assert [name for name in names if not re.fullmatch(r"20\d{6}_\d{4}_[a-z_]+\.py", name)] == []
