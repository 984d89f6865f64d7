"""Posting, the monthly close of many people, her pages after five years: `python -m benchmarks.ledger_speed`."""

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import time_machine

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.groups import batched
from annotate.core.settings import Settings
from annotate.ledger.bulk_service import post_entries
from annotate.ledger.service import post_entry
from annotate.pay import income_queries, payout_queries, payout_service
from annotate.pay.payouts import BatchState, Channel
from annotate.people import service as people_service
from annotate.people.roles import Role
from annotate.web.app import create_app
from benchmarks import ledger_scene as scene
from benchmarks.machine import keep, machine, quantiles
from tests import postgres
from tests.conftest import SECRETS

TODAY = dt.datetime(2026, 11, 16, 4, 0, tzinfo=dt.UTC)
CLIENTS = 8


@dataclass(frozen=True)
class Size:
    """How much is measured. years x months x days x answers: her own work; others: people beside her."""

    entries: int = 8000
    close_people: int = 100_000
    close_months: int = 3
    years: int = 5
    days: int = 20
    answers: int = 40
    others: int = 1000
    visits: int = 60


def _seconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _post_some(people: dict[int, int], cost: int, at_once: int, numbers: Sequence[int]) -> None:
    """Entries of single pieces, so many in a transaction."""
    who = list(people.values())
    entries = [scene.piece(f"n{number}", who[number % len(who)], cost, 4200, TODAY) for number in numbers]
    for part in batched(entries, at_once):
        with transaction() as session:
            if at_once == 1:
                post_entry(session, part[0])
            else:
                post_entries(session, part)


def measure_posting(size: Size) -> dict[str, Any]:
    """Entries a second: eight clients with an entry a transaction, and with ten."""
    people = scene.open_payables(scene.add_people(200, first_phone=9_000_000))
    cost, figures, first = scene.cost_account(), {}, 0
    for at_once, name in ((1, "one a transaction"), (10, "ten a transaction")):
        each = size.entries // CLIENTS
        parts = [range(first + n * each, first + (n + 1) * each) for n in range(CLIENTS)]
        first += each * CLIENTS
        with ThreadPoolExecutor(CLIENTS) as pool:
            began = time.perf_counter()
            list(pool.map(partial(_post_some, people, cost, at_once), parts))
            seconds = time.perf_counter() - began
        figures[name] = {"entries_per_second": round(each * CLIENTS / seconds, 1), "entries": each * CLIENTS}
    return figures


def measure_close(size: Size) -> dict[str, Any]:
    """Statements of everybody, batches with tax, two signatures, sending: seconds of each and in all."""
    officers = scene.add_people(3, Role.FINANCE, first_phone=8_000_000)
    project = scene.add_project(scene.add_people(1, Role.MANAGER, first_phone=8_100_000)[0])
    people = scene.open_payables(scene.add_people(size.close_people))
    months = {f"2026-{11 - back:02d}": 6_000_0000 for back in range(size.close_months)}
    scene.earn_months(people, project, months)
    scene.know_the_tables()
    taken: dict[str, float] = {}

    def timed(name: str, act: Callable[[], Any]) -> None:
        taken[name] = taken.get(name, 0.0) + _seconds(act)

    with time_machine.travel(TODAY, tick=True):
        timed("statements", lambda: _statements("2026-11"))
        timed("batches with tax", lambda: _prepare(officers[0]))
        batches = _batches()
        timed("signatures and sending", lambda: [_send(officers, batch_id) for batch_id in batches])
    with reading() as session:
        paid = sum(len(payout_service.lines_of(session, batch_id)) for batch_id in batches)
    told = {f"{name}_s": round(seconds, 2) for name, seconds in taken.items()}
    return told | {"all_s": round(sum(taken.values()), 2), "people": size.close_people, "payments": paid}


def _statements(month: str) -> int:
    with reading() as session:
        return len(income_queries.net_by_annotator(session, month))


def _prepare(officer: int) -> None:
    with transaction() as session:
        payout_service.prepare_batches(session, officer, Channel.ALIPAY, scene.CURRENCY, is_payday=True)


def _batches() -> list[int]:
    with reading() as session:
        return [
            one.id
            for one in payout_queries.batches(session, limit=10_000)
            if one.state is BatchState.PREPARED
        ]


def _send(officers: Sequence[int], batch_id: int) -> None:
    for officer in officers[:2]:
        with transaction() as session:
            payout_service.sign(session, officer, batch_id)
    with transaction() as session:
        payout_service.send(session, officers[2], batch_id)


def working_days(years: int, each_month: int) -> list[dt.date]:
    """So many days of each month, up to and with this one."""
    last = clock.local_day(TODAY)
    months = [(last.year * 12 + last.month - 1 - back) for back in range(12 * years)]
    days = [dt.date(n // 12, n % 12 + 1, day) for n in reversed(months) for day in range(1, each_month + 1)]
    return [day for day in days if day <= last]


def measure_pages(settings: Settings, size: Size) -> dict[str, Any]:
    """Milliseconds of her home page and statement, after years of work among other people."""
    project = scene.add_project(scene.add_people(1, Role.MANAGER, first_phone=7_000_000)[0])
    others = scene.open_payables(scene.add_people(size.others, first_phone=7_100_000))
    days = working_days(size.years, size.days)
    months = sorted({f"{day:%Y-%m}" for day in days})
    scene.earn_months(others, project, dict.fromkeys(months, 1_500_0000))
    hers = scene.open_payables(scene.add_people(1, first_phone=7_900_000))
    [(who, payable)] = hers.items()
    answers = scene.work_for_years(project, who, payable, days, size.answers)
    scene.know_the_tables()
    client = create_app(settings, testing=True).test_client()
    with transaction() as session:
        token = people_service.create_token(session, who)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    pages = {
        "home": "/work",
        "earnings": "/earnings",
        "statement": f"/earnings/{months[-1]}",
        "old statement": f"/earnings/{months[0]}",
    }
    figures: dict[str, Any] = {"answers": answers, "earnings of others": len(months) * size.others}
    with time_machine.travel(TODAY, tick=True):
        for name, path in pages.items():
            assert client.get(path).status_code == 200, path
            figures[name] = _visited(partial(client.get, path), size.visits)
    return figures


def _visited(visit: Callable[[], Any], times: int) -> dict[str, Any]:
    """Quantiles of the time; and of this process alone, which says most where the machine was busy."""
    wall, own = [], []
    for _ in range(times):
        began, cpu = time.perf_counter(), time.process_time()
        visit()
        wall.append(time.perf_counter() - began)
        own.append(time.process_time() - cpu)
    return quantiles(wall) | {"processor_p50_ms": quantiles(own)["p50_ms"]}


def measure(folder: Path, url: str, size: Size, parts: Sequence[str]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    with scene.fresh_books(folder, url, SECRETS) as settings:
        if "posting" in parts:
            figures["posting"] = measure_posting(size)
        if "pages" in parts:
            figures["pages"] = measure_pages(settings, size)
        if "close" in parts:
            figures["close"] = measure_close(size)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", default="posting,pages,close")
    parser.add_argument("--people", type=int, default=100_000, help="People of the monthly close.")
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--name", default="ledger_speed")
    chosen = parser.parse_args()
    on, figures, size = machine(), {}, Size(close_people=chosen.people)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if "sqlite" in chosen.engines:
            url = f"sqlite:///{folder / 'sqlite' / 'douya.sqlite3'}"
            figures["sqlite"] = measure(folder / "sqlite", url, size, chosen.parts)
        if "postgresql" in chosen.engines:
            server = postgres.Postgres(durable=True)
            url = server.clone("template0", "bench")
            figures["postgresql"] = measure(folder / "postgresql", url, size, chosen.parts)
            server.stop()
    keep(chosen.name, figures, on)


if __name__ == "__main__":
    main()
