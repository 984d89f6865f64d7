"""A foundation with very many women: `python -m benchmarks.reports_speed [--women 100000 --households 20000]`.

36 months of sums, families with two surveys and their months of platform pay are made up and inserted in bulk; counting, hiding, freezing,
typesetting and the page are the program's own. Both engines one after the other; nothing else should run.
"""

import argparse
import datetime as dt
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import time_machine

from annotate.core import outbox
from annotate.core.crypto import cipher
from annotate.core.db import current_database, reading, transaction
from annotate.core.groups import batched
from annotate.core.months import months_ending
from annotate.households.models import Household, HouseholdKey, HouseholdMember, IncomeRecord
from annotate.households.queries import amount_field
from annotate.households.words import IncomeDefinition, IncomeKind, IncomeSource, Relation
from annotate.people.models import Account
from annotate.people.roles import OrganisationKind, Role
from annotate.people.service import NewAccount, create_account, create_organisation, create_token
from annotate.programmes import service as programmes
from annotate.programmes.models import Enrolment
from annotate.programmes.service import NewProgramme
from annotate.registry import queries as registry
from annotate.registry.models import County
from annotate.registry.service import load_seeds
from annotate.registry.words import StandardKind
from annotate.reports import run_service
from annotate.reports.models import MonthlyPay, ReportRun
from annotate.reports.stages import RunPurpose
from annotate.web.app import create_app
from benchmarks.ledger_scene import fresh_books, know_the_tables
from benchmarks.machine import keep, machine, quantiles
from worker_tasks.once import run_event

TODAY = dt.datetime(2026, 7, 20, 4, 0, tzinfo=dt.UTC)
LAST_MONTH, QUARTER = "2026-06", "2026-Q2"
SECRETS = {
    "SECRET_KEY": "kR7-x2Qm_9vTzL4wYb8NcH3fJ6sPdG1uAeXo5iZt",
    "DOUYA_MASTER_KEYS": "k1:3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs=",
}
_E4, _HOUR_MS = 10_000, 3_600_000
_AT_ONCE = 5_000


@dataclass(frozen=True)
class Size:
    """households: so many of the women have a family file."""

    women: int = 100_000
    households: int = 20_000
    counties: int = 40
    months: int = 36


def _insert(table: type[Any], rows: Iterator[dict[str, Any]], count: int) -> None:
    """By the driver's own many-row call: these are the scene, not what is measured."""
    for _part in range(0, count, _AT_ONCE):
        some = list(islice(rows, _AT_ONCE))
        if some:
            with transaction() as session:
                session.execute(sa.insert(table.__table__), some)


def _places(size: Size) -> Sequence[str]:
    codes = [f"{520000 + number:06d}" for number in range(1, size.counties + 1)]
    place = {"province_code": "52", "province_name": "贵州省", "source": "benchmark"}
    with transaction() as session:
        known = set(session.scalars(sa.select(County.code)))
        new = [{"code": code, "name": code, "name_en": code} | place for code in codes if code not in known]
        session.execute(sa.insert(County), new)
    return codes


def _women(size: Size, codes: Sequence[str], first: int) -> None:
    _insert(
        Account,
        (
            {
                "id": first + number,
                "uuid": str(uuid.uuid4()),
                "role": Role.ANNOTATOR,
                "alias": f"{first + number}",
                "county_code": codes[number % size.counties],
                "is_synthetic": True,
            }
            for number in range(size.women)
        ),
        size.women,
    )


def _pay(size: Size, codes: Sequence[str], first: int, programme_id: int) -> None:
    months = months_ending(LAST_MONTH, size.months)
    rows = (
        {
            "programme_id": programme_id,
            "month": month,
            "account_id": first + number,
            "county_code": codes[number % size.counties],
            "gross_e4": (900 + (number * 7 + at * 13) % 1800) * _E4,
            "top_up_e4": 40 * _E4 if number % 9 == 0 else 0,
            "subsidy_e4": 0,
            "active_ms": (60 + number % 60) * _HOUR_MS,
            "submissions": 1000,
        }
        for at, month in enumerate(months)
        for number in range(size.women)
    )
    _insert(MonthlyPay, rows, size.women * size.months)


def _families(size: Size, codes: Sequence[str], first: int) -> None:
    """The first women's: a partner and a child each; a survey before and a year ago, and every month's platform pay."""
    months = months_ending(LAST_MONTH, size.months)
    for some in batched(range(1, size.households + 1), 1_000):
        owners = {number: str(uuid.uuid4()) for number in some}
        keys = {number: cipher().new_data_key(owner) for number, owner in owners.items()}
        with transaction() as session:
            home = [
                {
                    "id": n,
                    "uuid": owners[n],
                    "county_code": codes[(n - 1) % size.counties],
                    "is_synthetic": True,
                }
                for n in some
            ]
            session.execute(sa.insert(Household), home)
            session.execute(sa.insert(HouseholdKey), [{"household_id": n, "wrapped": keys[n]} for n in some])
            session.execute(sa.insert(HouseholdMember), [row for n in some for row in _members(n, first)])
            session.execute(
                sa.insert(IncomeRecord),
                [row for n in some for row in _records(n, owners[n], keys[n], months)],
            )


def _members(number: int, first: int) -> Iterable[dict[str, Any]]:
    for relation, account_id in (
        (Relation.SELF, first + number - 1),
        (Relation.SPOUSE, None),
        (Relation.CHILD, None),
    ):
        yield {
            "household_id": number,
            "account_id": account_id,
            "relation": relation,
            "birth_year": 1990,
            "name_sealed": None,
            "joined_on": None,
        }


def _records(number: int, owner: str, key: str, months: Sequence[str]) -> Iterable[dict[str, Any]]:
    told = [
        ("2023-06", 12, IncomeKind.WAGE, IncomeSource.SURVEY),
        ("2025-12", 12, IncomeKind.WAGE, IncomeSource.SURVEY),
    ]
    told += [(month, 1, IncomeKind.WAGE, IncomeSource.LEDGER) for month in months]
    for month, span, kind, source in told:
        yuan = 900 + number % 1800 if source is IncomeSource.LEDGER else 8_000 + number % 9_000
        field = amount_field(month, span, kind, source)
        yield {
            "household_id": number,
            "month": month,
            "span_months": span,
            "kind": kind,
            "definition": next(iter(IncomeDefinition)),
            "source": source,
            "amount_sealed": cipher().seal(key, owner, field, str(yuan * _E4)),
            "evidence": "",
        }


def fill(size: Size) -> tuple[int, int]:
    """(programme, its foundation's reader)."""
    with transaction() as session:
        load_seeds(session)
        house = create_organisation(session, "春芽基金会", OrganisationKind.FOUNDATION).id
        reader = create_account(
            session, NewAccount(Role.REVIEWER, "13900000002", "陶", organisation_id=house)
        ).id
        rows = registry.standards(session, StandardKind.POVERTY_LINE)
        line = next(row.id for row in rows if row.value == "4000")
        new = NewProgramme(house, "豆芽计划", "Bean sprout", dt.date(2023, 7, 1), poverty_line_id=line)
        programme_id = programmes.create_programme(session, reader, new).id
    codes, first = _places(size), 1_000
    _women(size, codes, first)
    _families(size, codes, first)
    enrolments = (
        {
            "programme_id": programme_id,
            "account_id": first + number,
            "county_code": codes[number % size.counties],
            "household_id": number + 1 if number < size.households else None,
            "enrolled_on": dt.date(2023, 7, 1),
            "cohort": "2023-07",
        }
        for number in range(size.women)
    )
    _insert(Enrolment, enrolments, size.women)
    _pay(size, codes, first, programme_id)
    know_the_tables()
    return programme_id, reader


def _run(programme_id: int, purpose: RunPurpose) -> tuple[float, ReportRun]:
    """Asked for and done as the job does it; seconds."""
    with transaction() as session:
        run_id = run_service.ask(session, None, programme_id, QUARTER, purpose).id
    with reading() as session:
        ids = [event_id for event_id, _ in outbox.due_events(session, ["report.run"])]
    began = time.perf_counter()
    for event_id in ids:
        run_event(event_id)
    seconds = time.perf_counter() - began
    with reading() as session:
        run = session.get_one(ReportRun, run_id)
        session.expunge(run)
    return round(seconds, 2), run


def measure(size: Size, settings: Any) -> dict[str, Any]:
    """Scene, draft, page, snapshot with its papers."""
    began = time.perf_counter()
    programme_id, reader = fill(size)
    figures: dict[str, Any] = {"fill_seconds": round(time.perf_counter() - began, 1)}
    figures["counting_seconds"], _run_row = _run(programme_id, RunPurpose.DRAFT)
    app = create_app(settings, testing=True)
    with transaction() as session:
        token = create_token(session, reader)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    times, sizes = [], set()
    for _ in range(11):
        began = time.perf_counter()
        answer = client.get(f"/programmes/{programme_id}/report?quarter={QUARTER}")
        times.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.status
        sizes.add(len(answer.data))
    figures["dashboard"] = quantiles(times[1:]) | {"first_ms": round(times[0] * 1000, 1), "bytes": max(sizes)}
    figures["snapshot_with_papers_seconds"], run = _run(programme_id, RunPurpose.FREEZE)
    assert run.snapshot_id is not None
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--women", type=int, default=Size.women)
    parser.add_argument("--households", type=int, default=Size.households)
    parser.add_argument("--counties", type=int, default=Size.counties)
    parser.add_argument("--engines", default="sqlite,postgresql")
    chosen = parser.parse_args()
    on = machine()
    size = Size(chosen.women, chosen.households, chosen.counties)
    figures: dict[str, Any] = {"size": vars(size)}
    for engine in chosen.engines.split(","):
        with ExitStack() as use, time_machine.travel(TODAY, tick=True):
            folder = Path(use.enter_context(tempfile.TemporaryDirectory()))
            url = _address(use, folder, engine)
            settings = use.enter_context(fresh_books(folder, url, SECRETS))
            figures[engine] = measure(size, settings)
            current_database().close()
    keep("reports_speed", figures, on)


def _address(use: ExitStack, folder: Path, engine: str) -> str:
    if engine == "sqlite":
        return f"sqlite:///{folder / 'reports.sqlite3'}"
    from tests.postgres import Postgres

    server = Postgres()
    use.callback(server.stop)
    with server.connect("postgres") as connection:
        connection.execute("CREATE DATABASE reports")
    return str(server.url("reports"))


if __name__ == "__main__":
    main()
