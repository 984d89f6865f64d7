"""A published project for tests that settle tasks in the database."""

import pytest

from tests.conftest import People
from tests.work.conftest import Site, make_site


@pytest.fixture
def site(people: People) -> Site:
    return make_site(people)
