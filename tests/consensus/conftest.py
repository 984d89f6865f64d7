"""A published project for tests that settle tasks in the database."""

import pytest

from annotate.core.db import transaction
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from tests.conftest import People
from tests.work.conftest import Site, make_site


@pytest.fixture
def site(people: People) -> Site:
    return make_site(people)


@pytest.fixture
def more_people(people: People) -> list[int]:
    """Three annotators beside Mei and An."""
    with transaction() as session:
        new = [NewAccount(Role.ANNOTATOR, f"1370000000{number}", f"工{number}") for number in range(3)]
        return [create_account(session, one).id for one in new]
