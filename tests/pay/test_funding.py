"""A client's money comes in once."""

import pytest

from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid, NotFound
from annotate.ledger.proof_service import verify
from annotate.ledger.service import balance_of_code
from annotate.pay import service as pay
from annotate.pay.errors import FundingDiffers
from annotate.projects.models import Project
from annotate.projects.service import NewProject, create_project
from tests.conftest import People
from tests.quality.crowd_work import LABELS

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def project_id(people: People) -> int:
    with transaction() as session:
        return create_project(session, people.zhao, NewProject("城市路口", LABELS, 4200)).id


def fund(actor_id: int, project_id: int, amount_minor: int, key: str) -> int:
    with transaction() as session:
        return pay.fund_project(session, actor_id, project_id, amount_minor, key).id


def test_money_goes_from_the_bank_to_what_the_client_has_left(people: People, project_id: int) -> None:
    fund(people.zhao, project_id, 900_00, "invoice-1")

    with reading() as session:
        assert balance_of_code(session, "bank:CNY") == 9_000_000
        assert balance_of_code(session, f"client_due:{project_id}") == 9_000_000
        assert session.get_one(Project, project_id).funded_e4 == 9_000_000
        assert verify(session) == []


def test_the_same_key_again_is_the_same_payment(people: People, project_id: int) -> None:
    first = fund(people.zhao, project_id, 900_00, "invoice-1")

    assert fund(people.zhao, project_id, 900_00, "invoice-1") == first
    assert fund(people.zhao, project_id, 900_00, "invoice-2") != first
    with pytest.raises(FundingDiffers):
        fund(people.zhao, project_id, 901_00, "invoice-1")
    with reading() as session:
        assert session.get_one(Project, project_id).funded_e4 == 18_000_000


@pytest.mark.parametrize(
    ("amount_minor", "key"), [(0, "k"), (-1, "k"), (10**12 + 1, "k"), (1, ""), (1, "k" * 65)]
)
def test_nonsense_is_refused(people: People, project_id: int, amount_minor: int, key: str) -> None:
    with pytest.raises(Invalid):
        fund(people.zhao, project_id, amount_minor, key)


def test_sun_from_another_company_cannot_fund(people: People, project_id: int) -> None:
    with pytest.raises(NotFound):
        fund(people.sun, project_id, 100, "k")
