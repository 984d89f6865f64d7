"""A night over many women and centres: `python -m benchmarks.monitoring --women 123000 --centres 7000`.

The sums of days and months are made up and inserted in bulk; rules, queries and cases are the program's own. The engine is
SQLite in a temporary folder, or the PostgreSQL that tests start with `--postgresql`.
"""

import argparse
import datetime as dt
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from annotate.care import monitoring_service
from annotate.care.models import CareCase, Centre, CentreMember, DayWork, MonthWork
from annotate.core import clock
from annotate.core.crypto import use_master_keys
from annotate.core.db import Database, transaction, use_database
from annotate.core.groups import batched
from annotate.core.months import shifted
from annotate.host.tables import all_tables
from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.registry.models import County
from benchmarks.machine import keep, machine

_ROWS = 20_000
_KEY = bytes(range(32))


@dataclass(frozen=True)
class Crowd:
    """women: of them one in twenty stopped ten days ago, one in thirty earns little; centres: each with its share."""

    women: int
    centres: int
    counties: int
    today: dt.date


def _insert(session: Any, table: type[Any], rows: list[dict[str, Any]]) -> None:
    for some in batched(rows, _ROWS):
        session.execute(sa.insert(table), list(some))


def _accounts(crowd: Crowd) -> Iterator[dict[str, Any]]:
    for number in range(1, crowd.women + 1):
        code = f"{520000 + number % crowd.counties:06d}"
        yield {
            "id": number,
            "uuid": f"w-{number}",
            "role": Role.ANNOTATOR,
            "alias": f"豆芽 {number}",
            "county_code": code,
        }


def _days(crowd: Crowd, number: int) -> Iterator[dict[str, Any]]:
    stopped = number % 20 == 0
    yuan = 20 if number % 30 == 1 else 90
    for back in range(1, 43):
        day = crowd.today - dt.timedelta(days=back)
        if day.weekday() < 5 and not (stopped and back <= 10):
            yield {
                "account_id": number,
                "day": day,
                "work_e4": yuan * 10_000,
                "active_ms": 3 * 3_600_000,
                "judged": 40,
                "accepted": 36,
            }


def fill(crowd: Crowd) -> None:
    """Counties, women, centres, six weeks of days and six months of sums."""
    with transaction() as session:
        codes = [f"{520000 + n:06d}" for n in range(crowd.counties)]
        place = {"province_code": "520000", "province_name": "省", "name_en": "", "source": "benchmark"}
        _insert(session, County, [{"code": code, "name": code} | place for code in codes])
        coordinators = [
            {
                "id": crowd.women + n + 1,
                "uuid": f"c-{n}",
                "role": Role.COORDINATOR,
                "alias": f"{n}",
                "county_code": code,
            }
            for n, code in enumerate(codes)
        ]
        _insert(session, Account, [*_accounts(crowd), *coordinators])
        centres = [
            {"id": n + 1, "county_code": codes[n % crowd.counties], "name": f"{n}", "opened_on": crowd.today}
            for n in range(crowd.centres)
        ]
        _insert(session, Centre, centres)
        joined = crowd.today - dt.timedelta(days=300)
        members = [
            {"account_id": n, "centre_id": n % crowd.centres + 1, "joined_on": joined}
            for n in range(1, crowd.women + 1)
        ]
        _insert(session, CentreMember, members)
    months = [shifted(f"{crowd.today:%Y-%m}", -n) for n in range(6)]
    for some in batched(range(1, crowd.women + 1), 5_000):
        with transaction() as session:
            rows = [row for number in some for row in _days(crowd, number)]
            _insert(session, DayWork, rows)
            _insert(session, MonthWork, [_month(crowd, n, month) for n in some for month in months])


def _month(crowd: Crowd, number: int, month: str) -> dict[str, Any]:
    first = dt.date.fromisoformat(f"{month}-01")
    last = min(dt.date.fromisoformat(f"{shifted(month, 1)}-01"), crowd.today) - dt.timedelta(days=1)
    stopped = crowd.today - dt.timedelta(days=11)
    last = min(last, stopped) if number % 20 == 0 else last
    pay = (20 if number % 30 == 1 else 90) * 20
    worked = last >= first
    return {
        "account_id": number,
        "month": month,
        "pay_e4": pay * 10_000 if worked else 0,
        "first_day": first if worked else None,
        "last_day": last if worked else None,
    }


def watch(today: dt.date) -> dict[str, float]:
    """One whole night as the job does it, in parts; seconds and cases."""
    began = time.perf_counter()
    with transaction() as session:
        night = monitoring_service.night_of(session, today)
    for look in (monitoring_service.look_at_women, monitoring_service.look_at_centres):
        after: int | None = 0
        while after is not None:
            with transaction() as session:
                after = look(session, night, after)
    seconds = time.perf_counter() - began
    with transaction() as session:
        cases = session.scalar(sa.select(sa.func.count()).select_from(CareCase)) or 0
    return {"seconds": round(seconds, 2), "cases": cases}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--women", type=int, default=123_000)
    parser.add_argument("--centres", type=int, default=7_000)
    parser.add_argument("--counties", type=int, default=800)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--name", default="monitoring")
    chosen = parser.parse_args()
    on, use = machine(), ExitStack()
    with use:
        use_master_keys((("k1", _KEY),))
        database = Database(_address(use, chosen.postgresql))
        use_database(database)
        with database.engine.begin() as connection:
            all_tables().create_all(connection)
        crowd = Crowd(chosen.women, chosen.centres, chosen.counties, clock.local_day(clock.now()))
        began = time.perf_counter()
        fill(crowd)
        figures: dict[str, Any] = {"fill_seconds": round(time.perf_counter() - began, 1)}
        figures["first_night"] = watch(crowd.today)
        figures["same_night_again"] = watch(crowd.today)
        figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        database.close()
    keep(f"{chosen.name}_{'postgresql' if chosen.postgresql else 'sqlite'}", figures, on)


def _address(use: ExitStack, on_postgresql: bool) -> str:
    if not on_postgresql:
        return f"sqlite:///{Path(use.enter_context(tempfile.TemporaryDirectory())) / 'night.sqlite3'}"
    from tests.postgres import Postgres

    server = Postgres()
    use.callback(server.stop)
    with server.connect("postgres") as connection:
        connection.execute("CREATE DATABASE night")
    return str(server.url("night"))


if __name__ == "__main__":
    main()
