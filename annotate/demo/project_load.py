"""The demo's projects: one open with drawn pictures, one closed that holds the two years before."""

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.db import reading, transaction
from annotate.core.money import e4_to_minor
from annotate.datasets import service as datasets
from annotate.datasets.models import Image
from annotate.datasets.service import Upload
from annotate.demo.catch_up import unpack
from annotate.demo.guideline import GUIDELINE_EN, GUIDELINE_ZH, HISTORY_NAME, PROJECT_NAME
from annotate.demo.history import RATE_E4
from annotate.demo.scenes import draw_scene, picture_name
from annotate.pay import service as pay
from annotate.projects import service as projects
from annotate.projects.budget import Plan, budget_needed_e4
from annotate.projects.driving import driving_ontology
from annotate.projects.models import Project
from annotate.projects.service import NewProject
from annotate.projects.states import ProjectState
from annotate.simulate.truth import DrawnTruth
from annotate.work import task_service as tasks

ANSWERS_MOST = 3
_PORTION = 10
_CURRENCY = "CNY"


def load_project(manager_id: int, programme_id: int | None) -> int:
    """The open project's id, as a draft when it is new."""
    new = NewProject(
        name=PROJECT_NAME,
        ontology=driving_ontology(),
        rate_e4=RATE_E4,
        redundancy_min=2,
        redundancy_max=ANSWERS_MOST,
        confidence=0.9,
        guideline_zh=GUIDELINE_ZH,
        guideline_en=GUIDELINE_EN,
        programme_id=programme_id,
    )
    with transaction() as session:
        return _project(session, manager_id, new).id


def _project(session: Session, manager_id: int, new: NewProject) -> Project:
    """The manager's project of this name, made when it is not there."""
    query = sa.select(Project).where(Project.owner_id == manager_id, Project.name == new.name)
    return session.scalar(query) or projects.create_project(session, manager_id, new)


def load_pictures(manager_id: int, project_id: int, seeds: Sequence[int], truth: DrawnTruth) -> Iterator[int]:
    """Draw the pictures of these seeds and upload them; yields how many after each step. `truth` learns what is in them.

    In portions: workers, when there are some, unpack one while the next is drawn.
    """
    there = _names(project_id)
    missing = [seed for seed in seeds if picture_name(seed) not in there]
    yield len(seeds) - len(missing)
    imports: list[int] = []
    for start in range(0, len(missing), _PORTION):
        with tempfile.TemporaryFile(prefix="douya-demo-") as file:
            yield from _draw(file, missing[start : start + _PORTION], truth)
            file.seek(0)
            piece = datasets.store_piece(f"demo-{start // _PORTION + 1}.zip", file)
        with transaction() as session:
            imports.append(datasets.receive_upload(session, manager_id, project_id, Upload([piece])).id)
    for import_id in imports:
        unpack(import_id)


def _names(project_id: int) -> set[str]:
    with reading() as session:
        return set(session.scalars(sa.select(Image.name).where(Image.project_id == project_id)))


def _draw(file: BinaryIO, seeds: Sequence[int], truth: DrawnTruth) -> Iterator[int]:
    # Stored, not deflated: JPEGs do not shrink.
    with zipfile.ZipFile(file, "w") as archive:
        for seed in seeds:
            scene = draw_scene(seed)
            truth.learn(scene)
            archive.writestr(picture_name(seed), scene.jpeg())
            yield 1


def open_project(manager_id: int, project_id: int, pictures: int) -> None:
    """Fund and publish it."""
    needed_e4 = budget_needed_e4(Plan(pictures * ANSWERS_MOST, RATE_E4))
    with transaction() as session:
        pay.fund_project(session, manager_id, project_id, _minor(needed_e4), "demo")
        if session.get_one(Project, project_id).state is ProjectState.DRAFT:
            tasks.publish_project(session, manager_id, project_id)


def load_history_project(manager_id: int, programme_id: int, spent_e4: int) -> int:
    """The closed project that paid for the two years, with the money that its client put in."""
    new = NewProject(HISTORY_NAME, driving_ontology(), RATE_E4, programme_id=programme_id)
    with transaction() as session:
        project = _project(session, manager_id, new)
        pay.fund_project(session, manager_id, project.id, _minor(spent_e4), "history")
        projects.mark_closed(session, manager_id, project)
        return project.id


def _minor(amount_e4: int) -> int:
    """Whole minor units that cover the amount."""
    whole, rest = e4_to_minor(amount_e4, _CURRENCY)
    return whole + (rest > 0)
