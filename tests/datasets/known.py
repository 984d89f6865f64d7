"""A street whose labels are known, and what became of them."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.consensus.service import iter_labelled_pictures
from annotate.core.db import reading, transaction
from annotate.datasets import prelabel_service, queries, service
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.models import Image
from annotate.datasets.states import ExportScope, LabelPurpose
from annotate.projects import service as projects
from annotate.projects.service import NewProject
from annotate.quality import known_service
from annotate.work import task_service
from annotate.work.models import Task
from annotate.work.price_service import PublishOrder
from tests.conftest import People
from tests.datasets import pictures
from tests.datasets.conftest import Upload
from worker_tasks.datasets import KEEPERS

SIZE = (64, 48)
NAMES = ("a.jpg", "b.jpg", "c.jpg")
KINDS = ["box", "rotated_box", "polygon"]
LABELS = {
    "labels": [
        {"name": "car", "title": {"zh_CN": "车", "en": "Car"}, "color": "#0072B2", "kinds": KINDS},
        {"name": "van", "title": {"zh_CN": "面包车", "en": "Van"}, "color": "#D55E00", "kinds": ["box"]},
    ]
}
CAR = {"bbox": [4, 5, 20, 10]}
Send = Callable[..., int]


@pytest.fixture
def project_id(people: People) -> int:
    """Zhao's project of cars and vans, paid for."""
    with transaction() as session:
        new = NewProject("城市路口", LABELS, rate_e4=4200, redundancy_min=2, redundancy_max=4)
        project = projects.create_project(session, people.zhao, new)
        projects.record_funding(session, project.id, 10_000_000)
        return project.id


@pytest.fixture
def street(upload: Upload) -> dict[str, int]:
    """Three pictures of 64 x 48; ids by name."""
    upload({name: pictures.jpeg(number, *SIZE) for number, name in enumerate(NAMES)})
    with reading() as session:
        return {image.name: image.id for image in session.scalars(sa.select(Image))}


def coco(*objects: dict[str, Any], empty: tuple[str, ...] = (), names: tuple[str, ...] = NAMES) -> bytes:
    """objects: of picture 1, unless they say another. empty: pictures that somebody found empty."""
    images = [{"id": n, "file_name": name, "width": 64, "height": 48} for n, name in enumerate(names, 1)]
    for image in images:
        if image["file_name"] in empty:
            image["douya"] = {"confirmed_empty": True}
    categories = [{"id": 1, "name": "car"}, {"id": 2, "name": "tricycle"}]
    listed = [{"id": n, "image_id": 1, "category_id": 1} | one for n, one in enumerate(objects, 1)]
    return json.dumps({"images": images, "categories": categories, "annotations": listed}).encode()


@pytest.fixture
def send(people: People, project_id: int) -> Send:
    """Send label files as Zhao and read them as the job does; the import's id."""

    def take(purpose: str, files: dict[str, bytes], format: str = "coco", source: str = "old set") -> int:
        streams = [(name, io.BytesIO(content)) for name, content in files.items()]
        with service.stored_pieces(streams) as pieces, transaction() as session:
            given = (project_id, pieces, format, source, LabelPurpose(purpose))
            run = prelabel_service.receive_labels(session, people.zhao, *given)
        prelabel_service.read_labels(transaction, run.id, KEEPERS)
        return run.id

    return take


def facts(import_id: int) -> queries.LabelsFacts:
    with reading() as session:
        found = queries.import_facts(session, service.import_of(session, import_id)).labels
    assert found is not None
    return found


def states() -> dict[str, str]:
    """State of each task by its picture's name."""
    with reading() as session:
        query = sa.select(Image.name, Task.state).join(Task, Task.image_id == Image.id)
        return {name: state.value for name, state in session.execute(query)}


def publish(people: People, project_id: int, pilot: int | None = None) -> int:
    with transaction() as session:
        order = PublishOrder(pilot_tasks=pilot, has_read_warning=True)
        return task_service.publish_project(session, people.zhao, project_id, order)


def exported(project_id: int, only: ExportScope = ExportScope.CONSENSUS) -> list[LabelledPicture]:
    with reading() as session:
        return list(iter_labelled_pictures(session, project_id, only))


def undo(people: People, import_id: int) -> int:
    with transaction() as session:
        return known_service.undo_import(session, people.zhao, import_id)
