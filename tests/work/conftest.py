"""A published project with a few pictures, for tests of this room."""

from dataclasses import dataclass

import pytest

from annotate.core.db import transaction
from annotate.datasets.models import Dataset, Image
from annotate.datasets.states import ImageState
from annotate.people import service as people_service
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.work import task_service
from tests.conftest import People

ONTOLOGY = {
    "labels": [
        {
            "name": "car",
            "title": {"zh_CN": "小汽车", "en": "Car"},
            "color": "#0072B2",
            "key": "Digit1",
            "kinds": ["box"],
            "attributes": [
                {
                    "name": "occluded",
                    "title": {"zh_CN": "被遮挡", "en": "Occluded"},
                    "type": "checkbox",
                    "default": False,
                    "required": False,
                }
            ],
        }
    ]
}


@dataclass(frozen=True)
class Site:
    """A project of Zhao's company: 3 pictures of 1280 x 720, two answers each, at most four."""

    project_id: int
    image_ids: tuple[int, ...]


def add_image(project_id: int, dataset_id: int, number: int, state: ImageState = ImageState.READY) -> int:
    with transaction() as session:
        image = Image(
            dataset_id=dataset_id,
            project_id=project_id,
            name=f"{number}.jpg",
            sha256=f"{number:064d}",
            width_px=1280,
            height_px=720,
            byte_size=1000,
            media_type="image/jpeg",
            storage_key=f"images/{number}.jpg",
            state=state,
        )
        session.add(image)
        session.flush()
        return image.id


def make_site(people: People, images: int = 3) -> Site:
    with transaction() as session:
        new = projects.NewProject(
            name="城市路口",
            ontology=ONTOLOGY,
            rate_e4=4200,
            currency="CNY",
            redundancy_min=2,
            redundancy_max=4,
            confidence=0.9,
            lease_minutes=30,
        )
        project_id = projects.create_project(session, people.zhao, new).id
        projects.record_funding(session, project_id, 10_000_000)
        dataset = Dataset(project_id=project_id, name="城市路口")
        if found := session.query(Dataset).filter_by(project_id=project_id).one_or_none():
            dataset = found
        session.add(dataset)
        session.flush()
        dataset_id = dataset.id
    image_ids = tuple(add_image(project_id, dataset_id, number) for number in range(images))
    with transaction() as session:
        task_service.publish_project(session, people.zhao, project_id)
    return Site(project_id, image_ids)


@pytest.fixture
def site(people: People) -> Site:
    return make_site(people)


def project_of(session: object, project_id: int) -> Project:
    return session.get_one(Project, project_id)  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def mei_token(people: People) -> str:
    """Mei's API token."""
    with transaction() as session:
        return people_service.create_token(session, people.mei)
