"""A published project on a running instance, with people whose tokens work on it: for fault runs and measurements."""

import http.client
import json
import random
import uuid
from dataclasses import dataclass
from typing import Any

from annotate.core import clock
from annotate.core.crypto import use_master_keys
from annotate.core.db import open_database, transaction
from annotate.core.settings import Settings, load_settings
from annotate.core.storage import open_storage
from annotate.datasets.models import Image
from annotate.datasets.service import dataset_of
from annotate.datasets.states import ImageState
from annotate.people import service as people
from annotate.people.roles import OrganisationKind, Purpose, Role
from annotate.people.service import NewAccount
from annotate.projects import service as projects
from annotate.work import task_service
from tests.host.instance import Instance

WIDTH, HEIGHT = 1280, 720
LABELS = ("person", "car", "truck", "bus", "bicycle", "motorcycle", "traffic light", "traffic sign")
ONTOLOGY = {
    "labels": [
        {
            "name": name,
            "title": {"zh_CN": name, "en": name},
            "color": "#0072B2",
            "key": f"Digit{number}",
            "kinds": ["box"],
            "attributes": [],
        }
        for number, name in enumerate(LABELS, start=1)
    ]
}


@dataclass(frozen=True)
class BusyProject:
    """Its number, and a token for each annotator."""

    project_id: int
    tokens: tuple[str, ...]


def open_stores(instance: Instance) -> Settings:
    """Work in this process on the instance's own database."""
    settings = load_settings(instance.environment, None)
    clock.use_time_zone(settings.timezone)
    use_master_keys(settings.master_keys)
    open_database(settings)
    open_storage(settings)
    return settings


def make_project(
    instance: Instance, pictures: int, annotators: int, answers: int = 2, lease_minutes: int = 60
) -> BusyProject:
    """Publish a project of pictures that nobody will look at, and sign people up for it."""
    open_stores(instance)
    with transaction() as session:
        company = people.create_organisation(session, "街景数据", OrganisationKind.CLIENT).id
        zhao = people.create_account(
            session, NewAccount(Role.MANAGER, "13700000000", "赵", organisation_id=company)
        ).id
        new = projects.NewProject(
            name="城市路口",
            ontology=ONTOLOGY,
            rate_e4=4200,
            redundancy_min=answers,
            redundancy_max=answers + 1,
            lease_minutes=lease_minutes,
        )
        project_id = projects.create_project(session, zhao, new).id
        projects.record_funding(session, project_id, 10_000 * pictures * (answers + 2))
        dataset_id = dataset_of(session, project_id).id
        session.add_all(_picture(project_id, dataset_id, number) for number in range(pictures))
        session.flush()
        task_service.publish_project(session, zhao, project_id)
        tokens = tuple(_annotator(session, number) for number in range(annotators))
    return BusyProject(project_id, tokens)


def _picture(project_id: int, dataset_id: int, number: int) -> Image:
    return Image(
        dataset_id=dataset_id,
        project_id=project_id,
        name=f"{number:06d}.jpg",
        sha256=f"{number:064x}",
        width_px=WIDTH,
        height_px=HEIGHT,
        byte_size=148_000,
        media_type="image/jpeg",
        storage_key=f"images/1/{number:06d}.jpg",
        state=ImageState.READY,
    )


def _annotator(session: Any, number: int) -> str:
    account = people.create_account(
        session, NewAccount(Role.ANNOTATOR, f"1390000{number:04d}", f"梅{number}")
    )
    people.give_consents(session, account.id, [Purpose.WORK])
    return people.create_token(session, account.id, 2, "fault run")


def boxes_on(task_id: int, count: int, seed: int) -> list[dict[str, Any]]:
    """What one person draws on a picture: the same objects for all, each a little off."""
    truth, hand = random.Random(task_id), random.Random(f"{task_id}-{seed}")
    drawn = []
    for _ in range(count):
        width, height = truth.uniform(30, 200), truth.uniform(30, 150)
        x, y = truth.uniform(0, WIDTH - width - 10), truth.uniform(0, HEIGHT - height - 10)
        box = [round(value + hand.uniform(0, 2), 2) for value in (x, y, width, height)]
        shape = {"kind": "box", "label": truth.choice(LABELS), "box": box, "attributes": {}}
        drawn.append({"id": str(uuid.UUID(int=hand.getrandbits(128), version=4)), **shape})
    return drawn


class Caller:
    """One kept connection with one token; tells what came back, or None when nothing did."""

    def __init__(self, port: int, token: str, timeout: float = 10.0) -> None:
        self._port, self._timeout = port, timeout
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._connection: http.client.HTTPConnection | None = None

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any] | None:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=self._timeout)
        try:
            data = None if body is None else json.dumps(body).encode()
            self._connection.request(method, f"/api/v1{path}", data, self._headers)
            answer = self._connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        except (OSError, http.client.HTTPException, ValueError):
            self._connection.close()
            self._connection = None
            return None
