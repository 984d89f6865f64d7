"""Writes the first migration from the tables, the same text for the same tables; until the first release only."""

import json
from typing import Any, Literal

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext

from annotate.core.db import UtcDateTime
from annotate.host.migrations import STEPS
from annotate.host.tables import all_tables, trigger_sql

FILE = STEPS / "versions" / "20261124_0001_first_tables.py"

_HEAD = '''"""All tables of the first release, and the triggers that keep what tables cannot say."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_0001"
down_revision = None


def upgrade() -> None:
'''

_FOOT = """    for statement in TRIGGERS[op.get_bind().dialect.name]:
        # No parameters: a % in a trigger's text is a %.
        op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


TRIGGERS = """


def _render_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    # Steps must not change when our own types do: they name SQLAlchemy's.
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    if isinstance(item, sa.JSON):
        return "sa.JSON()"
    return False


def _indented(line: str) -> str:
    return ("    " if line.startswith(("op.", ")")) else "        ") + line


def first_migration() -> str:
    """The text of the file."""
    with sa.create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_item": _render_type})
        steps = produce_migrations(context, all_tables()).upgrade_ops
        assert steps is not None
        code = render_python_code(steps, render_item=_render_type)
    triggers = {name: trigger_sql(name) for name in ("sqlite", "postgresql")}
    lines = (line.strip() for line in code.splitlines())
    body = "\n".join(_indented(line) for line in lines if line and not line.startswith("#"))
    return f"{_HEAD}{body}\n{_FOOT}{json.dumps(triggers, indent=4, ensure_ascii=False)}\n"
