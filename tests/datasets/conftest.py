"""A project to upload into, and an upload made in one call."""

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.datasets import import_service, service
from annotate.datasets.models import Image, ImportProblem
from annotate.projects import service as projects
from annotate.projects.driving import driving_ontology
from annotate.projects.service import NewProject
from tests.conftest import People

Upload = Callable[[dict[str, bytes]], int]


@pytest.fixture
def project_id(people: People) -> int:
    """Zhao's project."""
    with transaction() as session:
        new = NewProject("城市路口", driving_ontology(), rate_e4=4200)
        return projects.create_project(session, people.zhao, new).id


@pytest.fixture
def upload(people: People, project_id: int) -> Upload:
    """Send files as Zhao and run the import; the import's id."""

    def send(files: dict[str, bytes]) -> int:
        streams = [(name, io.BytesIO(content)) for name, content in files.items()]
        with service.stored_pieces(streams) as pieces, transaction() as session:
            run = service.receive_upload(session, people.zhao, project_id, service.Upload(pieces))
        import_service.unpack_import(transaction, run.id)
        return run.id

    return send


def images() -> list[Image]:
    with reading() as session:
        return list(session.scalars(sa.select(Image).order_by(Image.position)))


def problems(import_id: int) -> dict[str, str]:
    """Code by name."""
    with reading() as session:
        query = sa.select(ImportProblem).where(ImportProblem.import_run_id == import_id)
        return {problem.name: problem.code for problem in session.scalars(query)}
