"""Everything that is kept about a person, as a zip of tables that she can open: each as JSON and as CSV."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.cells import defused
from annotate.core.db import Base
from annotate.core.models import AuditEvent
from annotate.people import service
from annotate.people.models import Account
from annotate.people.own_data import HERS, SEALED, is_told

_BATCH = 500
Row = dict[str, Any]
Part = Callable[[Session, int], Iterable[Row]]

# What cannot be read off a table alone, by the name of its file; a later room registers it.
_parts: dict[str, Part] = {}


def register_part(name: str, part: Part) -> None:
    """part(session, account_id) -> rows that are told about her."""
    _parts[name] = part


# What else of hers an act may have been done to: name in the audit log -> the query of the ids, by her account's.
Seen = Callable[[int], sa.Select[Any]]
_seen: dict[str, Seen] = {}


def register_seen(object_kind: str, ids: Seen) -> None:
    """A later room's objects that hold something about her without being a table of hers, such as her family."""
    _seen[object_kind] = ids


def _acts_on(account_id: int) -> sa.ColumnElement[bool]:
    """Condition on the audit log: the act was done to her file, to a row of hers, or to what holds something of hers."""
    conditions = [sa.and_(AuditEvent.object_kind == "account", AuditEvent.object_id == str(account_id))]
    for name in HERS:
        if name != "account" and name in Base.metadata.tables:
            table = Base.metadata.tables[name]
            key = next(iter(table.primary_key.columns))
            conditions.append(_among(name, sa.select(key).where(_hers(table, account_id))))
    conditions += [_among(kind, ids(account_id)) for kind, ids in _seen.items()]
    return sa.or_(*conditions)


def _among(object_kind: str, ids: sa.Select[Any]) -> sa.ColumnElement[bool]:
    [column] = ids.selected_columns
    as_text = ids.with_only_columns(sa.cast(column, sa.String(64)))
    return sa.and_(AuditEvent.object_kind == object_kind, AuditEvent.object_id.in_(as_text))


def _who_looked(session: Session, account_id: int) -> Iterator[Row]:
    """What others did with her file, as the audit log has it: when, what, and who by the name that everybody sees."""
    query = (
        sa.select(
            AuditEvent.at,
            AuditEvent.action,
            AuditEvent.object_kind,
            AuditEvent.object_id,
            AuditEvent.detail,
            Account.alias,
        )
        .join(Account, Account.id == AuditEvent.actor_id, isouter=True)
        .where(_acts_on(account_id))
        .order_by(AuditEvent.id)
    )
    for row in session.execute(query.execution_options(yield_per=_BATCH)):
        told = {"at": row.at, "what": row.action, "on": row.object_kind, "number": row.object_id}
        yield told | {"detail": row.detail, "by": row.alias}


register_part("who_looked", _who_looked)


def looks_of_others(
    session: Session, account_id: int, actions: Sequence[str], limit: int = 100
) -> Sequence[sa.Row[tuple[dt.datetime, str, dict[str, Any], str]]]:
    """(at, action, detail, by) of other people's acts of these kinds on what is hers, newest first."""
    query = (
        sa.select(AuditEvent.at, AuditEvent.action, AuditEvent.detail, Account.alias)
        .join(Account, Account.id == AuditEvent.actor_id)
        .where(AuditEvent.action.in_(actions), AuditEvent.actor_id != account_id, _acts_on(account_id))
    )
    return session.execute(query.order_by(AuditEvent.id.desc()).limit(limit)).all()


def write_own_data(session: Session, account_id: int, file: IO[bytes] | Path) -> dict[str, int]:
    """Write the zip; rows by table. The act is noted in the audit log, not what was in it."""
    counts: dict[str, int] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in _all(session, account_id):
            counts[name] = _write(archive, name, rows)
        told = {"made_at": clock.now().isoformat(), "rows": counts}
        archive.writestr("contents.json", orjson.dumps(told, option=orjson.OPT_INDENT_2))
    return counts


def note_taken(session: Session, account_id: int, counts: Mapping[str, int]) -> None:
    audit.record(session, account_id, "own_data.taken", "account", account_id, {"rows": sum(counts.values())})


def _all(session: Session, account_id: int) -> Iterator[tuple[str, Iterator[Row]]]:
    for name in HERS:
        if name in Base.metadata.tables:
            yield name, _rows(session, account_id, Base.metadata.tables[name])
    for name, part in _parts.items():
        yield name, iter(part(session, account_id))


def _hers(table: sa.Table, account_id: int) -> sa.ColumnElement[bool]:
    """Condition on a table: the row is about her, by itself or by what it hangs on."""
    way = HERS[table.name]
    if isinstance(way, str):
        return table.c[way] == account_id
    column, parent_name = way
    parent = Base.metadata.tables[parent_name]
    [key] = parent.primary_key.columns
    return table.c[column].in_(sa.select(key).where(_hers(parent, account_id)))


def _rows(session: Session, account_id: int, table: sa.Table) -> Iterator[Row]:
    """A table's rows about her in order of their keys, a batch in memory at a time; sealed fields in clear."""
    keys = list(table.primary_key.columns)
    query = (
        sa.select(table).where(_hers(table, account_id)).order_by(*keys).execution_options(yield_per=_BATCH)
    )
    for row in session.execute(query).mappings():
        yield _told(session, account_id, table.name, dict(row))


def _told(session: Session, account_id: int, table: str, row: Mapping[str, Any]) -> Row:
    told = {name: value for name, value in row.items() if is_told(table, name)}
    for name, value in row.items():
        field = SEALED.get(f"{table}.{name}")
        if field is not None and value is not None:
            told[name.removesuffix("_sealed")] = service.open_for(session, account_id, field, value)
    return told


def _write(archive: zipfile.ZipFile, name: str, rows: Iterator[Row]) -> int:
    """One table twice: a line of JSON a row, and CSV for a spreadsheet."""
    out = io.StringIO()
    writer, count = csv.writer(out), 0
    with archive.open(f"{name}.jsonl", "w", force_zip64=True) as lines:
        for row in rows:
            if not count:
                writer.writerow(row)
            lines.write(orjson.dumps(row, default=str) + b"\n")
            writer.writerow([_cell(value) for value in row.values()])
            count += 1
    if count:
        archive.writestr(f"{name}.csv", "\ufeff" + out.getvalue())
    return count


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return orjson.dumps(value, default=str).decode()
    return defused(str(value))
