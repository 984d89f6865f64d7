"""An answer that is handed in while its mending is decided: both take the same locks in the same order."""

import datetime as dt
import threading
import uuid

import pytest
import sqlalchemy as sa

from annotate.core.db import Database, reading, transaction
from annotate.work import mend_service, service
from annotate.work.models import Mending
from tests.conftest import People, wait_until
from tests.work.answers import body, box, lease, submit
from tests.work.conftest import Site

pytestmark = pytest.mark.parametrize(
    "engine_name", [pytest.param("postgresql", marks=pytest.mark.postgresql)]
)


@pytest.mark.parametrize("by_night", [False, True])
def test_deciding_waits_for_an_answer_on_its_way_and_neither_is_refused(
    people: People, site: Site, database: Database, by_night: bool
) -> None:
    (assignment_id,) = lease(people.mei, site.project_id)
    first = submit(people.mei, assignment_id).submission.id
    with transaction() as session:
        until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=-1 if by_night else 60)
        mend_service.give_back(session, first, "", [], until)
    failures: list[BaseException] = []

    def decide() -> None:
        try:
            with database.transaction() as session:
                found = (
                    mend_service.overdue(session, 5)
                    if by_night
                    else [mend_service.mending_of(session, first)]
                )
                for mending in found:
                    assert mending is not None
                    mend_service.close(session, mending)
        except BaseException as failure:
            failures.append(failure)

    def is_waiting() -> bool:
        query = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        with reading() as session:
            return bool(session.scalar(query))

    deciding = threading.Thread(target=decide)
    with transaction() as session:
        service.own_assignment(session, people.mei, assignment_id)
        deciding.start()
        if by_night:
            # Hers is on its way, so the night leaves it alone and waits for nobody.
            deciding.join(30)
        else:
            wait_until(is_waiting, "the decision waits for the answer")
        mended = body(box(), submission_id=str(uuid.uuid4()))
        receipt = service.submit(session, people.mei, assignment_id, mended)
    deciding.join(30)

    assert failures == []
    assert receipt.mended is not None
    with reading() as session:
        mending = session.scalars(sa.select(Mending)).one()
        assert mending.version_id == mended.submission_id
        assert (mending.closed_at is None) is by_night
