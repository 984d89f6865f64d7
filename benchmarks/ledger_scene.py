"""People with years of pay, made for measuring: booked as the program books, many at once."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.crypto import cipher, use_master_keys
from annotate.core.db import Database, transaction, use_database
from annotate.core.groups import batched
from annotate.core.settings import Settings, load_settings
from annotate.core.storage import open_storage
from annotate.datasets.models import Image
from annotate.datasets.service import dataset_of
from annotate.datasets.states import ImageState
from annotate.host.tables import all_tables, trigger_sql
from annotate.ledger import service as ledger
from annotate.ledger.booking import NewEntry, credit, debit
from annotate.ledger.bulk_service import post_entries
from annotate.pay import accounts
from annotate.pay.models import Earning, EarningKind, PayeeAccount
from annotate.pay.payouts import Channel
from annotate.pay.service import open_named
from annotate.people.models import Account, PersonKey
from annotate.people.roles import Role
from annotate.projects.models import Project
from annotate.projects.service import NewProject, create_project, mark_published
from annotate.quality.judgement import Verdict
from annotate.quality.models import Judgement
from annotate.work.models import Assignment, Bag, Submission, Task
from annotate.work.states import LeaseState, TaskState

CURRENCY, RATE_E4 = "CNY", 4200
# So many rows of each table in one transaction.
_AT_ONCE = 2000
LABELS = {
    "labels": [
        {"name": "car", "title": {"zh_CN": "车", "en": "Car"}, "color": "#0072B2", "kinds": ["box"]},
    ]
}


@contextlib.contextmanager
def fresh_books(folder: Path, url: str, secrets: Mapping[str, str]) -> Iterator[Settings]:
    """An empty database with all tables and triggers, made the process's."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = {"DOUYA_DATA": str(folder), "DATABASE_URL": url, "DOUYA_TIMEZONE": "Asia/Shanghai"}
    settings = load_settings(dict(secrets) | chosen, dotenv=None)
    database = Database(settings.database_url)
    with database.engine.begin() as connection:
        all_tables().create_all(connection)
        for statement in trigger_sql(connection.dialect.name):
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
    use_database(database)
    use_master_keys(settings.master_keys)
    open_storage(settings)
    clock.use_time_zone(settings.timezone)
    try:
        yield settings
    finally:
        database.close()
        use_database(None)


def know_the_tables() -> None:
    """Statistics for the planner: a server in use gathers them by itself, a throw-away one does not."""
    with transaction() as session:
        session.execute(sa.text("ANALYZE"))


def _insert(session: Session, table: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Ids in the order of the rows."""
    statement = sa.insert(table).returning(table.id, sort_by_parameter_order=True)
    return list(session.scalars(statement, list(rows)))


def add_people(count: int, role: Role = Role.ANNOTATOR, first_phone: int = 0) -> list[int]:
    """So many people with sealed names and an Alipay account, in use."""
    found: list[int] = []
    for numbers in batched(range(first_phone, first_phone + count), _AT_ONCE):
        with transaction() as session:
            found += _people(session, role, numbers)
    return found


def _people(session: Session, role: Role, numbers: Sequence[int]) -> list[int]:
    owners = [str(uuid.uuid4()) for _ in numbers]
    keys = [cipher().new_data_key(owner) for owner in owners]
    rows = [
        {
            "uuid": owner,
            "role": role,
            "alias": str(number),
            "phone_index": f"{number:064d}",
            "name_sealed": cipher().seal(key, owner, "account.name", "梅"),
        }
        for owner, key, number in zip(owners, keys, numbers, strict=True)
    ]
    ids = _insert(session, Account, rows)
    people = list(zip(ids, owners, keys, strict=True))
    session.execute(sa.insert(PersonKey), [{"account_id": i, "wrapped": key} for i, _owner, key in people])
    sealed = [
        {
            "annotator_id": account_id,
            "channel": Channel.ALIPAY,
            "number_sealed": cipher().seal(key, owner, "payee_account.number", "13800001234"),
            "last_4": "1234",
            "usable_from": dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        }
        for account_id, owner, key in people
    ]
    session.execute(sa.insert(PayeeAccount), sealed)
    return ids


def open_payables(people: Sequence[int]) -> dict[int, int]:
    """Ledger accounts that say what each is owed."""
    found: dict[int, int] = {}
    for part in batched(people, _AT_ONCE):
        with transaction() as session:
            found |= {who: open_named(session, accounts.payable(who, CURRENCY)) for who in part}
    return found


def piece(source: str, owed: int, cost: int, amount_e4: int, at: dt.datetime) -> NewEntry:
    """The entry of an accepted piece."""
    return NewEntry(
        key=f"piece-{source}",
        event="piece_accepted",
        source_kind="submission",
        source_id=source,
        effective_at=at,
        lines=(debit(cost, amount_e4), credit(owed, amount_e4)),
    )


def cost_account() -> int:
    with transaction() as session:
        return open_named(session, accounts.expense("piece_pay", CURRENCY))


def earn_months(people: Mapping[int, int], project_id: int, amounts_e4: Mapping[str, int]) -> None:
    """One earning a person and month. people: payable account by person; amounts_e4: by month."""
    cost = cost_account()
    for month, amount_e4 in amounts_e4.items():
        at = clock.month_bounds(month)[0] + dt.timedelta(days=9)
        for part in batched(list(people), _AT_ONCE):
            with transaction() as session:
                entries = [piece(f"{who}/{month}", people[who], cost, amount_e4, at) for who in part]
                booked = [one for one, _is_new in post_entries(session, entries)]
                rows = [
                    _earning(who, project_id, one, amount_e4, at)
                    for who, one in zip(part, booked, strict=True)
                ]
                session.execute(sa.insert(Earning), rows)


def _earning(
    who: int, project_id: int, booked: ledger.Booked, amount_e4: int, at: dt.datetime
) -> dict[str, Any]:
    return {
        "kind": EarningKind.PIECE,
        "annotator_id": who,
        "project_id": project_id,
        "currency": CURRENCY,
        "amount_e4": amount_e4,
        "entry_id": booked.id,
        "month": clock.local_month(at),
        "day": clock.local_day(at),
        "earned_at": at,
        "active_ms": 60_000,
    }


def add_project(manager_id: int) -> int:
    with transaction() as session:
        project = create_project(session, manager_id, NewProject("城市路口", LABELS, RATE_E4))
        mark_published(session, project)
        return project.id


def work_for_years(project_id: int, who: int, payable: int, days: Sequence[dt.date], answers: int) -> int:
    """So many accepted, paid answers of one person on each day; returns how many in all."""
    cost = cost_account()
    for place, day in enumerate(days):
        with transaction() as session:
            _day_of_work(
                session, project_id, who, payable, cost, day, range(place * answers, (place + 1) * answers)
            )
    return len(days) * answers


def _day_of_work(
    session: Session, project_id: int, who: int, payable: int, cost: int, day: dt.date, numbers: Sequence[int]
) -> None:
    project = session.get_one(Project, project_id)
    began = dt.datetime.combine(day, dt.time(2), dt.UTC)
    times = [began + dt.timedelta(minutes=place) for place in range(len(numbers))]
    images = _insert(session, Image, [_image(session, project_id, number) for number in numbers])
    task = {"project_id": project_id, "state": TaskState.AGREED, "target": 2, "taken": 2, "done": 2}
    tasks = _insert(session, Task, [task | {"image_id": image_id} for image_id in images])
    [bag] = _insert(session, Bag, [{"annotator_id": who, "project_id": project_id}])
    frozen = {"annotator_id": who, "project_id": project_id, "rate_e4": RATE_E4, "currency": CURRENCY}
    frozen["ontology_version_id"] = project.ontology_version_id or 0
    lease = frozen | {"bag_id": bag, "state": LeaseState.SUBMITTED}
    leases = [
        lease | {"task_id": t, "leased_until": at, "submitted_at": at}
        for t, at in zip(tasks, times, strict=True)
    ]
    told = {"annotations": [], "body_sha256": "0" * 64, "shape_count": 0, "active_ms": 60_000}
    answers = [
        frozen | told | {"id": str(uuid.uuid4()), "assignment_id": a, "task_id": t, "received_at": at}
        for a, t, at in zip(_insert(session, Assignment, leases), tasks, times, strict=True)
    ]
    session.execute(sa.insert(Submission), answers)
    judged = _insert(session, Judgement, [_judgement(answer) for answer in answers])
    entries = [piece(answer["id"], payable, cost, RATE_E4, answer["received_at"]) for answer in answers]
    booked = [one for one, _is_new in post_entries(session, entries)]
    rows = [
        _earning(who, project_id, one, RATE_E4, answer["received_at"])
        | {"submission_id": answer["id"], "judgement_id": judgement_id}
        for one, answer, judgement_id in zip(booked, answers, judged, strict=True)
    ]
    session.execute(sa.insert(Earning), rows)


def _image(session: Session, project_id: int, number: int) -> dict[str, Any]:
    return {
        "dataset_id": dataset_of(session, project_id).id,
        "project_id": project_id,
        "name": f"{number:06d}.jpg",
        "sha256": f"{number:064x}",
        "width_px": 640,
        "height_px": 360,
        "byte_size": 1000,
        "media_type": "image/jpeg",
        "storage_key": f"images/{number}",
        "state": ImageState.READY,
    }


def _judgement(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "submission_id": answer["id"],
        "round": 1,
        "task_id": answer["task_id"],
        "project_id": answer["project_id"],
        "annotator_id": answer["annotator_id"],
        "verdict": Verdict.ACCEPTED,
        "share_percent": 100,
        "reason": {},
        "judged_at": answer["received_at"],
        "final": True,
    }
