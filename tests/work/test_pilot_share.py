"""A pilot is judged by the pace of ten people: one person may not take it all."""

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.projects.expected_pay import PILOT_MOST_EACH
from annotate.projects.models import Project
from annotate.work import offer_queries, service
from annotate.work.models import Assignment
from annotate.work.states import LeaseState, NoWorkReason
from tests.conftest import People
from tests.work.answers import lease, submit
from tests.work.conftest import make_site


@pytest.fixture
def pilot(people: People) -> int:
    site = make_site(people, images=PILOT_MOST_EACH + 5)
    with transaction() as session:
        session.get_one(Project, site.project_id).pilot_tasks = PILOT_MOST_EACH + 5
    return int(site.project_id)


def take_all(annotator_id: int, project_id: int) -> int:
    """She takes and hands in whatever she gets; how many it was."""
    done = 0
    while got := lease(annotator_id, project_id, 20):
        for assignment_id in got:
            submit(annotator_id, assignment_id)
        done += len(got)
    return done


def reason(annotator_id: int, project_id: int) -> NoWorkReason | None:
    with transaction() as session:
        return service.lease_bag(session, annotator_id, project_id, 1).reason


def offered(annotator_id: int) -> list[int]:
    with reading() as session:
        return [one.project_id for one in offer_queries.offers(session, annotator_id)]


def test_one_person_gets_her_share_and_others_find_the_rest(people: People, pilot: int) -> None:
    assert take_all(people.mei, pilot) == PILOT_MOST_EACH

    assert reason(people.mei, pilot) is NoWorkReason.PILOT_SHARE
    assert len(lease(people.an, pilot, 5)) == 5


def test_her_home_page_offers_only_what_she_may_have(people: People, pilot: int) -> None:
    with reading() as session:
        [offer] = offer_queries.offers(session, people.mei)
    assert offer.free == PILOT_MOST_EACH

    take_all(people.mei, pilot)

    assert offered(people.mei) == []
    assert offered(people.an) == [pilot]


def test_what_she_has_begun_stays_hers(people: People, pilot: int) -> None:
    for assignment_id in lease(people.mei, pilot, 20):
        submit(people.mei, assignment_id)
    held = lease(people.mei, pilot, 20)
    for assignment_id in held[2:]:
        submit(people.mei, assignment_id)

    assert lease(people.mei, pilot, 20) == held[:2]
    assert offered(people.mei) == [pilot]


def test_a_picture_given_back_to_be_mended_is_still_of_her_share(people: People, pilot: int) -> None:
    take_all(people.mei, pilot)
    with transaction() as session:
        one = session.scalars(sa.select(Assignment).where(Assignment.annotator_id == people.mei)).first()
        one.state = LeaseState.MENDING

    assert offered(people.mei) == []
    assert reason(people.mei, pilot) is NoWorkReason.PILOT_SHARE


def test_when_the_rest_opens_she_goes_on(people: People, pilot: int) -> None:
    take_all(people.mei, pilot)
    with transaction() as session:
        session.get_one(Project, pilot).pilot_tasks = None

    assert take_all(people.mei, pilot) == 5
